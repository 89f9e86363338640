using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>A distribution of real numbers, known by its cumulative distribution and quantiles.</summary>
public abstract record NumericDistribution : Distribution
{
    /// <summary>The probability of a number at or below the given one.</summary>
    public abstract double Cumulative(double number);

    /// <summary>The number below which the given share lies. Unbounded distributions are cut at the 10⁻⁶ tails (4.75 sigma).</summary>
    public abstract double Quantile(double unit);

    /// <inheritdoc/>
    public override long? Count => null;

    /// <inheritdoc/>
    public override ParameterValue ValueAt(long index) => throw new InvalidOperationException($"{GetType().Name} has no countable values.");

    /// <inheritdoc/>
    public override long IndexOf(ParameterValue value) => -1;

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => value.IsNumber && double.IsFinite(value.AsDouble());

    /// <inheritdoc/>
    public override ParameterValue? Normalize(ParameterValue value) =>
        !Contains(value) ? null : Count is null ? ParameterValue.Of(value.AsDouble()) : base.Normalize(value);

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit) => ParameterValue.Of(Quantile(unit));

    /// <inheritdoc/>
    public override (double Low, double High) Cell(ParameterValue value)
    {
        double position = Cumulative(value.AsDouble());
        return (position, position);
    }

    private protected const double Tail = 1e-6;
}
