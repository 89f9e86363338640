using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

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
