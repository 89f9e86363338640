using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Spaces;

namespace ServerlessTuner.Core.Search.Samplers.Tpe;

/// <summary>One dimension of a Parzen estimator.</summary>
internal sealed class TpeAxis
{
    /// <summary>
    /// Up to so many cells a kernel's mass in each cell is used. With more, a cell is at most as wide as the smallest bandwidth
    /// (1/100 of the range), and the density in its middle is good enough and cheaper.
    /// </summary>
    private const int MaxCells = 99;

    public TpeAxis(Axis axis, int index)
    {
        (Axis, Index) = (axis, index);
        IsCategory = axis.Kind == AxisKind.Category;
        if (IsCategory)
        {
            var choice = (CategoricalDistribution)axis.Distribution;
            Choices = choice.Values.Count;
            Prior = choice.Probabilities is { } given ? [.. given] : [.. Enumerable.Repeat(1.0 / Choices, Choices)];
        }
        else if (axis.Kind == AxisKind.Stepped && axis.Levels is long levels and <= MaxCells)
        {
            Edges = new double[levels + 1];
            for (long level = 0; level < levels; level++)
                (Edges[level], Edges[level + 1]) = axis.Cell(
                    axis.Distribution is CategoricalDistribution ? axis.Decode((level + 0.5) / levels) : axis.Distribution.ValueAt(level));
        }
    }

    public Axis Axis { get; }

    /// <summary>The parameter's position in the search space.</summary>
    public int Index { get; }

    public bool IsCategory { get; }

    /// <summary>Whether kernels have masses of values instead of densities.</summary>
    public bool IsDiscrete => IsCategory || Edges is not null;

    /// <summary>The ends of the cells, where kernels are integrated over them; otherwise null.</summary>
    public double[]? Edges { get; }

    /// <summary>How many choices a category has.</summary>
    public int Choices { get; }

    /// <summary>How many values a discrete dimension has.</summary>
    public int Levels => IsCategory ? Choices : Edges!.Length - 1;

    /// <summary>How likely each choice is before anything is known.</summary>
    public double[] Prior { get; } = [];

    /// <summary>The cell or choice of a code.</summary>
    public int Level(double code)
    {
        if (IsCategory)
            return (int)code;
        int position = Array.BinarySearch(Edges!, code);
        return Math.Clamp(position >= 0 ? position : ~position - 1, 0, Edges!.Length - 2);
    }

    /// <summary>The mass in a cell of a normal kernel truncated to the unit interval.</summary>
    public double Mass(int level, double mean, double sigma, double inside) =>
        PortableMath.NormalMass((Edges![level] - mean) / sigma, (Edges[level + 1] - mean) / sigma) / inside;

    /// <summary>
    /// The probability of a choice under a kernel: the observed one counts 1, and all share one more among all kernels by their
    /// prior.
    /// </summary>
    /// <param name="choice">The choice asked for.</param>
    /// <param name="observed">The kernel's own; <see cref="Choices"/> for the prior kernel.</param>
    /// <param name="kernels">How many kernels there are, the prior included.</param>
    public double Probability(int choice, int observed, int kernels)
    {
        if (observed == Choices)
            return Prior[choice];
        double shared = Prior[choice] * Choices / kernels;
        return (shared + (choice == observed ? 1 : 0)) / (1 + ((double)Choices / kernels));
    }
}
