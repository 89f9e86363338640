using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Samplers;

/// <summary>
/// A parameter as a number: the position in the unit interval (the middle of its cell for a discrete value) or, for unordered
/// choices, the index. A list of three or more different numbers without probabilities counts as ordered, whatever its order
/// and spacing: neighbours are neighbours by value.
/// </summary>
internal sealed class Axis
{
    private readonly ParameterValue[] ranked = [];
    private readonly Dictionary<ParameterValue, int> ranks = [];

    public Axis(Parameter parameter)
    {
        Distribution = parameter.Distribution;
        Levels = Distribution.Count;
        Kind = Distribution switch
        {
            { Count: 1 } => AxisKind.Constant,
            CategoricalDistribution choice when IsOrdered(choice) => AxisKind.Stepped,
            CategoricalDistribution => AxisKind.Category,
            { Count: null } and not QuantizedDistribution => AxisKind.Continuous,
            _ => AxisKind.Stepped,
        };
        if (Kind == AxisKind.Stepped && Distribution is CategoricalDistribution list)
        {
            ranked = [.. list.Values.OrderBy(value => value.AsDouble())];
            for (int i = 0; i < ranked.Length; i++)
                ranks[ranked[i]] = i;
        }
    }

    public Distribution Distribution { get; }

    public AxisKind Kind { get; }

    /// <summary>How many values there are, or null for infinitely many.</summary>
    public long? Levels { get; }

    public double Encode(ParameterValue value)
    {
        if (Kind == AxisKind.Category)
            return Distribution.IndexOf(value);
        if (ranked.Length > 0)
            return (Rank(value) + 0.5) / ranked.Length;
        return Distribution.ToUnit(value);
    }

    public ParameterValue Decode(double code)
    {
        if (Kind == AxisKind.Category)
            return Distribution.ValueAt((long)code);
        if (ranked.Length > 0)
            return ranked[(int)Math.Clamp(Math.Floor(code * ranked.Length), 0, ranked.Length - 1)];
        return Distribution.FromUnit(code);
    }

    /// <summary>The part of the unit interval that a value owns; empty on a continuum.</summary>
    public (double Low, double High) Cell(ParameterValue value)
    {
        if (ranked.Length == 0)
            return Distribution.Cell(value);
        int rank = Rank(value);
        return ((double)rank / ranked.Length, (rank + 1.0) / ranked.Length);
    }

    /// <summary>The code of the value that a code stands for: the middle of its cell.</summary>
    public double Snap(double code) => Kind switch
    {
        AxisKind.Continuous => Math.Clamp(code, 0, 1),
        AxisKind.Stepped => Encode(Decode(code)),
        _ => code,
    };

    // A value out of the list can reach here only as 5.0 for 5.
    private int Rank(ParameterValue value) =>
        ranks.TryGetValue(value, out int rank) ? rank : Array.FindIndex(ranked, other => other.IsSameAs(value));

    /// <summary>Whether a list counts as ordered. Plain loops: a report asks this where every start compiles anew.</summary>
    internal static bool IsOrdered(CategoricalDistribution choice)
    {
        if (choice is not { Values.Count: >= 3, Probabilities: null })
            return false;
        double[] sorted = new double[choice.Values.Count];
        for (int i = 0; i < sorted.Length; i++)
        {
            if (!choice.Values[i].IsNumber || !double.IsFinite(sorted[i] = choice.Values[i].AsDouble()))
                return false;
        }

        Array.Sort(sorted);
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] == sorted[i - 1])
                return false;
        }

        return true;
    }
}
