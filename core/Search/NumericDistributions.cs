using MathNet.Numerics.Distributions;

namespace ServerlessTuner.Core.Search;

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

/// <summary>The normal distribution.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The standard deviation, 0 or more.</param>
public sealed record NormalDistribution(double Mean = 0, double Deviation = 1) : NumericDistribution
{
    /// <inheritdoc/>
    public override double Cumulative(double number) =>
        Deviation == 0 ? (number < Mean ? 0 : 1) : PortableMath.NormalCdf((number - Mean) / Deviation);

    /// <inheritdoc/>
    public override double Quantile(double unit) => Mean + (Deviation * PortableMath.NormalQuantile(Math.Clamp(unit, Tail, 1 - Tail)));

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        if (!double.IsFinite(Mean))
            yield return $"mu is {Mean}, but must be a number.";
        if (!(Deviation >= 0) || !double.IsFinite(Deviation))
            yield return $"sigma is {Deviation}, but must be 0 or more.";
    }
}

/// <summary>A positive number whose logarithm is normal.</summary>
/// <param name="Mean">The mean of the natural logarithm.</param>
/// <param name="Deviation">The standard deviation of the natural logarithm, 0 or more.</param>
public sealed record LogNormalDistribution(double Mean = 0, double Deviation = 1) : NumericDistribution
{
    private NormalDistribution Logarithm => new(Mean, Deviation);

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => base.Contains(value) && value.AsDouble() > 0;

    /// <inheritdoc/>
    public override double Cumulative(double number) => number <= 0 ? 0 : Logarithm.Cumulative(PortableMath.Log(number));

    /// <inheritdoc/>
    public override double Quantile(double unit) => PortableMath.Exp(Logarithm.Quantile(unit));

    /// <inheritdoc/>
    public override IEnumerable<string> Faults() => Logarithm.Faults();
}

/// <summary>The beta distribution on the unit interval.</summary>
/// <param name="A">The first shape, above 0.</param>
/// <param name="B">The second shape, above 0.</param>
public sealed record BetaDistribution(double A = 1, double B = 1) : NumericDistribution
{
    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => value.IsNumber && value.AsDouble() is >= 0 and <= 1;

    /// <inheritdoc/>
    public override double Cumulative(double number) => number <= 0 ? 0 : number >= 1 ? 1 : Beta.CDF(A, B, number);

    /// <inheritdoc/>
    public override double Quantile(double unit) => unit <= 0 ? 0 : unit >= 1 ? 1 : Math.Clamp(Beta.InvCDF(A, B, unit), 0, 1);

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        if (!(A > 0) || !double.IsFinite(A))
            yield return $"a is {A}, but must be above 0.";
        if (!(B > 0) || !double.IsFinite(B))
            yield return $"b is {B}, but must be above 0.";
    }
}

/// <summary>
/// The multiples of <paramref name="Quantum"/> nearest to the draws of another distribution: W&amp;B's
/// <c>round(X / q) · q</c>, ties to even. The outermost multiples may lie up to q/2 outside the bounds, as in W&amp;B.
/// </summary>
/// <param name="Inner">What is rounded.</param>
/// <param name="Quantum">The distance between neighbours, above 0; W&amp;B's <c>q</c>.</param>
/// <param name="Integer">Whether values are integers: in W&amp;B when <c>q</c> is written as one.</param>
public sealed record QuantizedDistribution(NumericDistribution Inner, double Quantum = 1, bool Integer = false) : NumericDistribution
{
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
    public override long IndexOf(ParameterValue value) => Bounded && TryMultiple(value, out double multiple) ? (long)(multiple - First) : -1;

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
}
