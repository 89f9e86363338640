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
    /// <inheritdoc/>
    // The small slack lets 0.1 to 0.5 by 0.1 have five values in spite of rounding.
    public override long? Count => Step is double step ? (long)Math.Floor(((High - Low) / step) + 1e-9) + 1 : Low == High ? 1 : null;

    /// <inheritdoc/>
    public override ParameterValue ValueAt(long index) => ParameterValue.Of(Step is double step ? Decimals.Multiple(Low, index, step) : Low);

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
}
