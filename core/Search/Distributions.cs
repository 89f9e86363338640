using System.Globalization;

namespace ServerlessTuner.Core.Search;

/// <summary>What values a parameter may take, and how likely each is before anything is known.</summary>
/// <remarks>
/// Every distribution maps its values to the unit interval and back by its cumulative distribution, so that a uniform draw
/// there is a draw from the distribution, and a sampler that works there respects the prior and the logarithm. A discrete value
/// owns a cell of the interval; its coordinate is the middle of the cell.
/// </remarks>
public abstract record Distribution
{
    /// <summary>How many distinct values there are, or null where they are not finite.</summary>
    public abstract long? Count { get; }

    /// <summary>The value with the given index, ascending or as written, for distributions with a <see cref="Count"/>.</summary>
    public abstract ParameterValue ValueAt(long index);

    /// <summary>The index of a value, or −1 where it is none of the values or the values are not finite.</summary>
    public abstract long IndexOf(ParameterValue value);

    /// <summary>Whether a parameter of this distribution may have the value. Numbers compare as numbers: 5 and 5.0 are the same.</summary>
    public virtual bool Contains(ParameterValue value) => IndexOf(value) >= 0;

    /// <summary>The value as this distribution would write it (5 as 5.0 for a float), or null where it is not contained.</summary>
    public virtual ParameterValue? Normalize(ParameterValue value) => IndexOf(value) is var index and >= 0 ? ValueAt(index) : null;

    /// <summary>The value at a position of the unit interval: the quantile.</summary>
    /// <param name="unit">From 0 to 1; positions outside are clamped.</param>
    public abstract ParameterValue FromUnit(double unit);

    /// <summary>The position of a contained value in the unit interval, for a discrete value the middle of its cell.</summary>
    public virtual double ToUnit(ParameterValue value)
    {
        (double low, double high) = Cell(value);
        return 0.5 * (low + high);
    }

    /// <summary>The part of the unit interval that belongs to a contained value; empty, low = high, on a continuum.</summary>
    public abstract (double Low, double High) Cell(ParameterValue value);

    /// <summary>Draws a value.</summary>
    public ParameterValue Sample(ref RandomStream random) => FromUnit(random.NextOpen());

    /// <summary>Whether every value is equally likely, so that a permutation of the values is a draw without replacement.</summary>
    public virtual bool IsUniform => true;

    /// <summary>What is wrong with the bounds and settings, each a sentence with the remedy; empty when all is well.</summary>
    public virtual IEnumerable<string> Faults() => [];

    private protected static long ClampIndex(double position, long count) =>
        position <= 0 ? 0 : position >= count ? count - 1 : Math.Min((long)position, count - 1);
}

/// <summary>A parameter with a single value.</summary>
public sealed record ConstantDistribution(ParameterValue Value) : Distribution
{
    /// <inheritdoc/>
    public override long? Count => 1;

    /// <inheritdoc/>
    public override ParameterValue ValueAt(long index) => Value;

    /// <inheritdoc/>
    public override long IndexOf(ParameterValue value) => value.IsSameAs(Value) ? 0 : -1;

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit) => Value;

    /// <inheritdoc/>
    public override (double Low, double High) Cell(ParameterValue value) => (0, 1);
}

/// <summary>A choice among listed values, in the order written.</summary>
/// <param name="Values">The choices.</param>
/// <param name="Probabilities">The prior probability of each choice, summing to 1, or null for equal ones.</param>
public sealed record CategoricalDistribution(IReadOnlyList<ParameterValue> Values, IReadOnlyList<double>? Probabilities = null) : Distribution
{
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
            yield return $"probabilities contains {Probabilities.First(probability => !(probability >= 0))}. Every probability must be 0 or more.";
        else if (Math.Abs(Probabilities.Sum() - 1) > 1e-5)
            yield return $"probabilities sum to {Probabilities.Sum()}, but must sum to 1.";
    }
}

/// <summary>Integers from <paramref name="Low"/> to <paramref name="High"/>, both included.</summary>
/// <param name="Low">The smallest value.</param>
/// <param name="High">The largest value; the last step at or below it.</param>
/// <param name="Step">The distance between neighbours, 1 or more; 1 with <paramref name="Log"/>.</param>
/// <param name="Log">Whether the prior is uniform in the logarithm; then each integer owns half a unit to both sides, as in Optuna.</param>
public sealed record IntegerDistribution(long Low, long High, long Step = 1, bool Log = false) : Distribution
{
    /// <inheritdoc/>
    public override long? Count => ((High - Low) / Step) + 1;

    /// <inheritdoc/>
    public override bool IsUniform => !Log;

    /// <inheritdoc/>
    public override ParameterValue ValueAt(long index) => ParameterValue.Of(Low + (index * Step));

    /// <inheritdoc/>
    public override long IndexOf(ParameterValue value)
    {
        if (!value.IsNumber || !value.TryGetInteger(out long integer) || integer < Low || integer > High)
            return -1;
        (long index, long rest) = Math.DivRem(integer - Low, Step);
        return rest == 0 ? index : -1;
    }

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit)
    {
        long count = Count!.Value;
        if (!Log)
            return ValueAt(ClampIndex(unit * count, count));
        double low = PortableMath.Log(Low - (0.5 * Step)), high = PortableMath.Log(Low + ((count - 0.5) * Step));
        double number = PortableMath.Exp(low + (Math.Clamp(unit, 0, 1) * (high - low)));
        return ValueAt(ClampIndex(((number - Low) / Step) + 0.5, count));
    }

    /// <inheritdoc/>
    public override (double Low, double High) Cell(ParameterValue value)
    {
        long index = IndexOf(value), count = Count!.Value;
        if (!Log)
            return (index / (double)count, (index + 1) / (double)count);
        double low = PortableMath.Log(Low - (0.5 * Step)), range = PortableMath.Log(Low + ((count - 0.5) * Step)) - low;
        double number = Low + (index * Step);
        return ((PortableMath.Log(number - (0.5 * Step)) - low) / range, (PortableMath.Log(number + (0.5 * Step)) - low) / range);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        if (Low > High)
            yield return $"min is {Low}, but must not be above max ({High}). Swap them or raise max.";
        else if ((ulong)(High - Low) > 1UL << 62)
            yield return $"the range {Low} to {High} is too wide. Narrow it to at most 2^62.";
        if (Step < 1)
            yield return $"step is {Step}, but must be 1 or more.";
        if (Log && Low < 1)
            yield return $"min is {Low}, but a log scale needs min ≥ 1. Use a positive value, or a linear scale.";
        if (Log && Step > 1)
            yield return $"step is {Step}, but a log scale of integers needs step 1. Leave step out, or use a linear scale.";
    }
}

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

/// <summary>Decimal arithmetic for stepped floats: the third value of 0.1 by 0.1 is 0.3 and not 0.30000000000000004.</summary>
internal static class Decimals
{
    public static double Multiple(double start, long index, double step)
    {
        double plain = start + (index * step);
        // Outside of what a decimal holds well there is no decimal spelling worth keeping.
        if (!(Math.Abs(plain) < 1e15) || Math.Abs(start) >= 1e15 || step < 1e-12 || step >= 1e15)
            return plain;
        // Plus zero, so that a decimal's minus zero becomes 0.
        return (double)(Exact(start) + (index * Exact(step))) + 0.0;
    }

    // Through the shortest text: the plain conversion keeps 15 digits only.
    private static decimal Exact(double number) =>
        decimal.TryParse(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact)
            ? exact
            : (decimal)number;
}
