using System.Globalization;
using System.Text.Json;
using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

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

    /// <summary>Whether all values are listed or whole numbers, so that they may stand for something that takes no real numbers.</summary>
    public virtual bool IsDiscrete => false;

    /// <summary>The values at the edges, where all of them being allowed means that every value is; empty without edges.</summary>
    public virtual IEnumerable<Extreme> Extremes() => [];

    /// <summary>What values there are, in words: <c>5 to 50 by 5</c>, <c>one of adam, sgd</c>.</summary>
    public abstract string Describe();

    /// <summary>Writes the distribution as one JSON object, which <see cref="Distributions.FromJson"/> reads back.</summary>
    public abstract void WriteTo(Utf8JsonWriter json);

    private protected static string Show(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private protected static long ClampIndex(double position, long count) =>
        position <= 0 ? 0 : position >= count ? count - 1 : Math.Min((long)position, count - 1);
}
