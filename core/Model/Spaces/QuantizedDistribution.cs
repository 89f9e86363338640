using System.Text.Json;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>
/// The multiples of <paramref name="Quantum"/> nearest to the draws of another distribution: W&amp;B's
/// <c>round(X / q) · q</c>, ties to even. The outermost multiples may lie up to q/2 outside the bounds, as in W&amp;B.
/// </summary>
/// <param name="Inner">What is rounded.</param>
/// <param name="Quantum">The distance between neighbours, above 0; W&amp;B's <c>q</c>.</param>
/// <param name="Integer">Whether values are integers: in W&amp;B when <c>q</c> is written as one.</param>
public sealed record QuantizedDistribution(NumericDistribution Inner, double Quantum = 1, bool Integer = false) : NumericDistribution
{
    private static readonly Setting QuantumField = new(
        "q", SettingKind.Number, "Values are multiples of this. Default: 1.") { Min = 0, Above = true, Example = "0.1" };

    /// <summary>How study files write it.</summary>
    public static DistributionType Type { get; } = new(
        "quantized",
        [
            new("q_uniform", [RangeFields.Min, RangeFields.Max], [QuantumField], ReadUniform),
            new(
                "q_log_uniform",
                [RangeFields.Min, RangeFields.Max],
                [QuantumField],
                static fields => Read(fields, FloatDistribution.ReadLog(fields))),
            new(
                "q_log_uniform_values",
                [RangeFields.Min, RangeFields.Max],
                [QuantumField],
                static fields => Read(fields, FloatDistribution.ReadLogValues(fields))),
            new(
                "q_normal",
                [],
                [NormalDistribution.MeanField, NormalDistribution.DeviationField, QuantumField],
                static fields => Read(fields, NormalDistribution.Read(fields))),
            new(
                "q_log_normal",
                [],
                [NormalDistribution.MeanField, NormalDistribution.DeviationField, QuantumField],
                static fields => Read(fields, LogNormalDistribution.Read(fields))),
            new(
                "q_beta",
                [],
                [BetaDistribution.FirstField, BetaDistribution.SecondField, QuantumField],
                static fields => Read(fields, BetaDistribution.Read(fields))),
        ],
        static json => new QuantizedDistribution(
            (NumericDistribution)Distributions.FromJson(
                json.GetProperty("inner")), json.GetProperty("quantum").GetDouble(), json.GetProperty("integer").GetBoolean()));

    private bool Bounded => Inner is FloatDistribution or BetaDistribution;

    private double First => Math.Round(Inner.Quantile(0) / Quantum, MidpointRounding.ToEven);

    private double Last => Math.Round(Inner.Quantile(1) / Quantum, MidpointRounding.ToEven);

    /// <inheritdoc/>
    public override long? Count => Bounded ? (long)(Last - First) + 1 : null;

    /// <inheritdoc/>
    public override bool IsUniform => false;

    /// <inheritdoc/>
    public override ParameterValue ValueAt(long index) => Multiple(First + index);

    /// <inheritdoc/>
    public override long IndexOf(ParameterValue value) =>
        Bounded && TryMultiple(value, out double multiple) ? (long)(multiple - First) : -1;

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => TryMultiple(value, out _);

    /// <inheritdoc/>
    public override ParameterValue? Normalize(ParameterValue value) => TryMultiple(value, out double multiple) ? Multiple(multiple) : null;

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit)
    {
        double multiple = Math.Round(Inner.Quantile(unit) / Quantum, MidpointRounding.ToEven);
        return Multiple(Bounded ? Math.Clamp(multiple, First, Last) : multiple);
    }

    /// <inheritdoc/>
    public override (double Low, double High) Cell(ParameterValue value)
    {
        double number = value.AsDouble(), half = 0.5 * Quantum;
        return (Inner.Cumulative(number - half), Inner.Cumulative(number + half));
    }

    /// <inheritdoc/>
    public override double Cumulative(double number) => Inner.Cumulative(number + (0.5 * Quantum));

    /// <inheritdoc/>
    public override double Quantile(double unit) => FromUnit(unit).AsDouble();

    /// <inheritdoc/>
    public override IEnumerable<string> Faults() =>
        Quantum > 0 && double.IsFinite(Quantum) ? Inner.Faults() : Inner.Faults().Append($"q is {Quantum}, but must be above 0.");

    private ParameterValue Multiple(double multiple) =>
        Integer ? ParameterValue.Of((long)multiple * (long)Quantum) : ParameterValue.Of(Decimals.Multiple(0, (long)multiple, Quantum));

    private bool TryMultiple(ParameterValue value, out double multiple)
    {
        multiple = double.NaN;
        if (!value.IsNumber || !double.IsFinite(value.AsDouble()))
            return false;
        double position = value.AsDouble() / Quantum;
        multiple = Math.Round(position);
        bool inside = Bounded ? multiple >= First && multiple <= Last : Inner is not LogNormalDistribution || multiple >= 0;
        return inside && Math.Abs(position - multiple) < 1e-6;
    }

    /// <inheritdoc/>
    public override bool IsDiscrete => Integer;

    /// <inheritdoc/>
    public override string Describe() => $"multiples of {Show(Quantum)}, {Inner.Describe()}";

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind", Type.Kind);
        json.WriteNumber("quantum", Quantum);
        json.WriteBoolean("integer", Integer);
        json.WritePropertyName("inner");
        Inner.WriteTo(json);
        json.WriteEndObject();
    }

    private static QuantizedDistribution? Read(IDistributionFields fields, NumericDistribution? inner) =>
        inner is null ? null : new QuantizedDistribution(inner, fields.Number(QuantumField) ?? 1, fields.IsWrittenWhole(QuantumField));

    private static Distribution? ReadUniform(IDistributionFields fields)
    {
        if (RangeFields.Read(fields) is not (double low, double high))
            return null;
        if (!fields.IsGrid)
            return Read(fields, new FloatDistribution(low, high));

        // What a W&B grid enumerates: min, min + q, … below max, also where min is no multiple of q. Its random draws are multiples of q.
        double quantum = fields.Number(QuantumField) ?? 1;
        double last = low + ((Math.Ceiling(((high - low) / quantum) - 1e-9) - 1) * quantum);
        return fields.IsWrittenWhole(QuantumField) && low == Math.Floor(low) && Math.Abs(high) < 1e15
            ? new IntegerDistribution((long)low, (long)Math.Max(low, last), (long)quantum)
            : new FloatDistribution(low, Math.Max(low, last), quantum);
    }
}
