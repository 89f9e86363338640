using System.Globalization;
using System.Text.Json;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>A choice among listed values, in the order written.</summary>
/// <param name="Values">The choices.</param>
/// <param name="Probabilities">The prior probability of each choice, summing to 1, or null for equal ones.</param>
public sealed record CategoricalDistribution(
    IReadOnlyList<ParameterValue> Values, IReadOnlyList<double>? Probabilities = null) : Distribution
{
    private static readonly Setting ValuesField = new(
        "values", SettingKind.List, "The values to choose from.") { Item = Setting.Anything, Least = 1 };

    private static readonly Setting ProbabilitiesField = new(
        "probabilities", SettingKind.List, "The probability of each value; they sum to 1.")
    {
        Item = Setting.Number("probability", null, string.Empty, min: 0, max: 1),
        Least = 1,
    };

    /// <summary>How study files write it.</summary>
    public static DistributionType Type { get; } = new(
        "values",
        [
            new("categorical", [ValuesField], [ProbabilitiesField], Read),
            new("categorical_w_probabilities", [ValuesField, ProbabilitiesField], [], Read),
        ],
        static json => new CategoricalDistribution(
            ParameterJson.ReadList(json.GetProperty("values")),
            json.TryGetProperty("probabilities", out JsonElement shares)
                ? [.. shares.EnumerateArray().Select(share => share.GetDouble())]
                : null));

    /// <inheritdoc/>
    public override long? Count => Values.Count;

    /// <inheritdoc/>
    public override bool IsUniform => Probabilities is null;

    /// <inheritdoc/>
    public override ParameterValue ValueAt(long index) => Values[(int)index];

    /// <inheritdoc/>
    public override long IndexOf(ParameterValue value)
    {
        // The very value first, so that a list with 5 and 5.0 keeps them apart.
        for (int i = 0; i < Values.Count; i++)
        {
            if (Values[i] == value)
                return i;
        }

        for (int i = 0; i < Values.Count; i++)
        {
            if (Values[i].IsSameAs(value))
                return i;
        }

        return -1;
    }

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit)
    {
        if (Probabilities is null)
            return Values[(int)ClampIndex(unit * Values.Count, Values.Count)];
        double sum = 0;
        int last = 0;
        for (int i = 0; i < Values.Count; i++)
        {
            sum += Probabilities[i];
            if (Probabilities[i] > 0)
                last = i;
            if (unit < sum && Probabilities[i] > 0)
                return Values[i];
        }

        return Values[last];
    }

    /// <inheritdoc/>
    public override (double Low, double High) Cell(ParameterValue value)
    {
        int index = (int)IndexOf(value);
        if (Probabilities is null)
            return ((double)index / Values.Count, (index + 1.0) / Values.Count);
        double low = 0;
        for (int i = 0; i < index; i++)
            low += Probabilities[i];
        return (low, low + Probabilities[index]);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        if (Values.Count == 0)
            yield return "values is empty. Give at least one value.";
        if (Probabilities is null)
            yield break;
        if (Probabilities.Count != Values.Count)
            yield return $"probabilities has {Probabilities.Count} entries, but values has {Values.Count}. Give one probability per value.";
        if (Probabilities.Any(probability => !(probability >= 0)))
            yield return $"probabilities contains {Probabilities.First(probability => !(probability >= 0))}. Every probability must be "
                + $"0 or more.";
        else if (Math.Abs(Probabilities.Sum() - 1) > 1e-5)
            yield return $"probabilities sum to {Probabilities.Sum()}, but must sum to 1.";
    }

    /// <inheritdoc/>
    public override bool IsDiscrete => true;

    /// <inheritdoc/>
    public override IEnumerable<Extreme> Extremes()
    {
        for (int i = 0; i < Values.Count; i++)
            yield return new Extreme(ValuesField.Name, Values[i], i);
    }

    /// <inheritdoc/>
    public override string Describe() => $"one of {string.Join(", ", Values.Take(20))}{(Values.Count > 20 ? ", …" : string.Empty)}";

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        ParameterJson.Write(json, "values", Values);
        if (Probabilities is not null)
        {
            json.WriteStartArray("probabilities");
            foreach (double probability in Probabilities)
                json.WriteNumberValue(probability);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static CategoricalDistribution? Read(IDistributionFields fields)
    {
        if (fields.Choices(ValuesField) is not ParameterValue[] values)
            return null;
        return fields.Has(ProbabilitiesField) ? ReadProbabilities(fields, values) : new CategoricalDistribution(values);
    }

    private static CategoricalDistribution? ReadProbabilities(IDistributionFields fields, ParameterValue[] values)
    {
        if (fields.List(ProbabilitiesField) is not ParameterValue[] items)
            return null;
        bool good = true;
        for (int i = 0; i < items.Length; i++)
        {
            if (ProbabilitiesField.Item!.Accepts(items[i]))
                continue;
            fields.Reject(ProbabilitiesField, i, ProbabilitiesField.Item.Rule);
            good = false;
        }

        double sum = good ? items.Sum(item => item.AsDouble()) : 1;
        if (items.Length != values.Length)
            fields.Reject(ProbabilitiesField, $"a list of {values.Length}, one probability for each of the values", string.Empty);
        else if (Math.Abs(sum - 1) > 1e-5)
            fields.Report(
                ProbabilitiesField,
                string.Create(CultureInfo.InvariantCulture, $"sum to {sum:0.######}, but must sum to 1."),
                "Divide each by that sum.");
        else if (good)
            return new CategoricalDistribution(values, [.. items.Select(item => item.AsDouble())]);
        return null;
    }
}
