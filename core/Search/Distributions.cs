namespace ServerlessTuner.Core.Search;

/// <summary>What values a parameter may take, and how likely each is before anything is known.</summary>
public abstract record Distribution
{
    /// <summary>How many distinct values there are, or null where they are not countable.</summary>
    public abstract long? Count { get; }

    /// <summary>The value with the given index, ascending or as written, for distributions with a <see cref="Count"/>.</summary>
    public abstract ParameterValue ValueAt(long index);
}

/// <summary>A parameter with a single value.</summary>
public sealed record ConstantDistribution(ParameterValue Value) : Distribution
{
    /// <inheritdoc/>
    public override long? Count => 1;

    /// <inheritdoc/>
    public override ParameterValue ValueAt(long index) => Value;
}

/// <summary>A choice among listed values, in the order written.</summary>
/// <param name="Values">The choices.</param>
/// <param name="Probabilities">The prior probability of each choice, summing to 1, or null for equal ones.</param>
public sealed record CategoricalDistribution(IReadOnlyList<ParameterValue> Values, IReadOnlyList<double>? Probabilities = null) : Distribution
{
    /// <inheritdoc/>
    public override long? Count => Values.Count;

    /// <inheritdoc/>
    public override ParameterValue ValueAt(long index) => Values[(int)index];
}

/// <summary>Integers from <paramref name="Low"/> to <paramref name="High"/>, both included.</summary>
/// <param name="Low">The smallest value.</param>
/// <param name="High">The largest value; the last step at or below it.</param>
/// <param name="Step">The distance between neighbours, 1 or more.</param>
/// <param name="Log">Whether the prior is uniform in the logarithm.</param>
public sealed record IntegerDistribution(long Low, long High, long Step = 1, bool Log = false) : Distribution
{
    /// <inheritdoc/>
    public override long? Count => ((High - Low) / Step) + 1;

    /// <inheritdoc/>
    public override ParameterValue ValueAt(long index) => ParameterValue.Of(Low + (index * Step));
}

/// <summary>Real numbers from <paramref name="Low"/> to <paramref name="High"/>, both included.</summary>
/// <param name="Low">The smallest value.</param>
/// <param name="High">The largest value.</param>
/// <param name="Step">The distance between neighbours, or null for a continuum.</param>
/// <param name="Log">Whether the prior is uniform in the logarithm.</param>
public sealed record FloatDistribution(double Low, double High, double? Step = null, bool Log = false) : Distribution
{
    /// <inheritdoc/>
    // The small slack lets 0.1 to 0.5 by 0.1 have five values in spite of rounding.
    public override long? Count => Step is double step ? (long)Math.Floor(((High - Low) / step) + 1e-9) + 1 : Low == High ? 1 : null;

    /// <inheritdoc/>
    // Through decimal, so that the third value of 0.1 by 0.1 is 0.3 and not 0.30000000000000004.
    public override ParameterValue ValueAt(long index) => ParameterValue.Of((double)((decimal)Low + (index * (decimal)(Step ?? 0))));
}
