using System.Text.Json;
using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>Real numbers from <paramref name="Low"/> to <paramref name="High"/>, both included.</summary>
/// <param name="Low">The smallest value.</param>
/// <param name="High">The largest value.</param>
/// <param name="Step">The distance between neighbours, or null for a continuum; none with <paramref name="Log"/>.</param>
/// <param name="Log">Whether the prior is uniform in the logarithm.</param>
public sealed record FloatDistribution(double Low, double High, double? Step = null, bool Log = false) : NumericDistribution
{
    /// <summary>How study files write it.</summary>
    public static DistributionType Type { get; } = new(
        "float",
        [
            new("uniform", [RangeFields.Min, RangeFields.Max], [RangeFields.Step, RangeFields.Log], Read),
            new("float", [RangeFields.Min, RangeFields.Max], [RangeFields.Step, RangeFields.Log], Read),
            new("log_uniform", [RangeFields.Min, RangeFields.Max], [], ReadLog),
            new("log_uniform_values", [RangeFields.Min, RangeFields.Max], [], ReadLogValues),
            new("inv_log_uniform", [RangeFields.Min, RangeFields.Max], [], ReadInverse),
            new("inv_log_uniform_values", [RangeFields.Min, RangeFields.Max], [], ReadLogValues),
        ],
        static json => new FloatDistribution(
            json.GetProperty("low").GetDouble(),
            json.GetProperty("high").GetDouble(),
            json.TryGetProperty("step", out JsonElement step) ? step.GetDouble() : null,
            json.GetProperty("log").GetBoolean()));

    /// <inheritdoc/>
    // The small slack lets 0.1 to 0.5 by 0.1 have five values in spite of rounding.
    public override long? Count => Step is double step ? (long)Math.Floor(((High - Low) / step) + 1e-9) + 1 : Low == High ? 1 : null;

    /// <inheritdoc/>
    public override ParameterValue ValueAt(long index) =>
        ParameterValue.Of(Step is double step ? Decimals.Multiple(Low, index, step) : Low);

    /// <inheritdoc/>
    public override long IndexOf(ParameterValue value)
    {
        if (!value.IsNumber || Count is not long count)
            return -1;
        double number = value.AsDouble();
        if (Step is not double step)
            return number == Low ? 0 : -1;
        double position = (number - Low) / step;
        double index = Math.Round(position);
        return index >= 0 && index < count && Math.Abs(position - index) < 1e-6 ? (long)index : -1;
    }

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) =>
        Count is not null ? IndexOf(value) >= 0 : value.IsNumber && value.AsDouble() >= Low && value.AsDouble() <= High;

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit) =>
        Count is long count ? ValueAt(ClampIndex(unit * count, count)) : ParameterValue.Of(Quantile(unit));

    /// <inheritdoc/>
    public override (double Low, double High) Cell(ParameterValue value)
    {
        if (Count is long count)
            return (IndexOf(value) / (double)count, (IndexOf(value) + 1) / (double)count);
        double position = Cumulative(value.AsDouble());
        return (position, position);
    }

    /// <inheritdoc/>
    public override double Quantile(double unit)
    {
        unit = Math.Clamp(unit, 0, 1);
        if (!Log)
            return Math.Clamp(Low + (unit * (High - Low)), Low, High);
        double low = PortableMath.Log(Low);
        return Math.Clamp(PortableMath.Exp(low + (unit * (PortableMath.Log(High) - low))), Low, High);
    }

    /// <inheritdoc/>
    public override double Cumulative(double number)
    {
        if (Low == High)
            return number < Low ? 0 : 1;
        if (!Log)
            return Math.Clamp((number - Low) / (High - Low), 0, 1);
        double low = PortableMath.Log(Low);
        return number <= Low ? 0 : Math.Clamp((PortableMath.Log(number) - low) / (PortableMath.Log(High) - low), 0, 1);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        // Negated, so that NaN fails as well.
        if (!(Low <= High) || !double.IsFinite(Low) || !double.IsFinite(High))
            yield return $"min is {Low}, but must be a number not above max ({High}). Swap them or raise max.";
        if (Step is double step && !(step > 0 && double.IsFinite(step)))
            yield return $"step is {step}, but must be above 0.";
        if (Log && !(Low > 0))
            yield return $"min is {Low}, but a log scale needs min > 0. Use a small positive value, or a linear scale.";
        if (Log && Step is double logStep)
            yield return $"step is {logStep}, but a log scale has no step. Leave step out, or use a linear scale.";
    }

    /// <inheritdoc/>
    public override IEnumerable<Extreme> Extremes() =>
        [new(RangeFields.Min.Name, ParameterValue.Of(Low)), new(RangeFields.Max.Name, ParameterValue.Of(High))];

    /// <inheritdoc/>
    public override string Describe() => $"{Show(Low)} to {Show(High)}{(Step is double step ? $" by {Show(step)}" : string.Empty)}";

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind", Type.Kind);
        json.WriteNumber("low", Low);
        json.WriteNumber("high", High);
        if (Step is double step)
            json.WriteNumber("step", step);
        json.WriteBoolean("log", Log);
        json.WriteEndObject();
    }

    /// <summary>X such that ln X is uniform between the exponents: W&amp;B's <c>log_uniform</c>.</summary>
    internal static FloatDistribution? ReadLog(IDistributionFields fields) =>
        RangeFields.Read(fields, exponents: true) is (double low, double high)
        ? new FloatDistribution(PortableMath.Exp(low), PortableMath.Exp(high), Log: true)
        : null;

    /// <summary>
    /// X between two values, uniform in the logarithm: W&amp;B's <c>log_uniform_values</c>, and <c>inv_log_uniform_values</c>, which has
    /// the
    /// same values with the same likelihoods.
    /// </summary>
    internal static FloatDistribution? ReadLogValues(IDistributionFields fields) =>
        RangeFields.Read(fields, log: true) is (double low, double high) ? new FloatDistribution(low, high, Log: true) : null;

    // X such that ln(1/X) is uniform between the exponents: W&B's inv_log_uniform.
    private static FloatDistribution? ReadInverse(IDistributionFields fields) =>
        RangeFields.Read(fields, exponents: true) is (double low, double high)
        ? new FloatDistribution(PortableMath.Exp(-high), PortableMath.Exp(-low), Log: true)
        : null;

    private static FloatDistribution? Read(IDistributionFields fields)
    {
        double? step = fields.Number(RangeFields.Step);
        bool log = fields.Boolean(RangeFields.Log) ?? false;
        if (RangeFields.Read(fields, log) is not (double low, double high))
            return null;
        if (log && step is not null)
            RangeFields.RefuseLogStep(fields);
        RangeFields.CheckStep(fields, step, low, high);
        return new FloatDistribution(low, high, step, log);
    }
}
