namespace ServerlessTuner.Core.Search.Samplers.Tpe;

/// <summary>One dimension of a Parzen estimator.</summary>
internal sealed class TpeAxis
{
    /// <summary>
    /// Up to so many cells a kernel's mass in each cell is used. With more, a cell is at most half of the smallest bandwidth
    /// (1/100 of the range), and the density in its middle is as good.
    /// </summary>
    private const int MaxCells = 256;

    private readonly double[] logPrior = [];

    public TpeAxis(Axis axis, int index)
    {
        (Axis, Index) = (axis, index);
        IsCategory = axis.Kind == AxisKind.Category;
        if (IsCategory)
        {
            var choice = (CategoricalDistribution)axis.Distribution;
            Choices = choice.Values.Count;
            Prior = choice.Probabilities is { } given ? [.. given.Select(probability => probability * Choices)] : [.. Enumerable.Repeat(1.0, Choices)];
            logPrior = [.. Prior.Select(PortableMath.Log)];
        }
        else if (axis.Kind == AxisKind.Stepped && axis.Levels is long levels and <= MaxCells)
        {
            Edges = new double[levels + 1];
            for (long level = 0; level < levels; level++)
                (Edges[level], Edges[level + 1]) = axis.Cell(axis.Distribution is CategoricalDistribution ? axis.Decode((level + 0.5) / levels) : axis.Distribution.ValueAt(level));
        }
    }

    public Axis Axis { get; }

    /// <summary>The parameter's position in the search space.</summary>
    public int Index { get; }

    public bool IsCategory { get; }

    /// <summary>The ends of the cells, where kernels are integrated over them; otherwise null.</summary>
    public double[]? Edges { get; }

    /// <summary>How many choices a category has.</summary>
    public int Choices { get; }

    /// <summary>How likely each choice is before anything is known, on average 1.</summary>
    public double[] Prior { get; } = [];

    /// <summary>The logarithm of the prior kernel at a choice.</summary>
    public double LogPrior(int choice) => logPrior[choice] - PortableMath.Log(Choices);

    /// <summary>The cell of a code.</summary>
    public int Level(double code)
    {
        int position = Array.BinarySearch(Edges!, code);
        return Math.Clamp(position >= 0 ? position : ~position - 1, 0, Edges!.Length - 2);
    }

    /// <summary>The logarithm of the mass of a normal kernel in a cell, before truncation to the unit interval.</summary>
    public double LogMass(int level, double mean, double sigma) =>
        // A mass that underflows would rule a cell out for good.
        PortableMath.Log(Math.Max(PortableMath.NormalMass((Edges![level] - mean) / sigma, (Edges[level + 1] - mean) / sigma), 1e-300));
}
