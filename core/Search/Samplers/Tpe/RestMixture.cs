namespace ServerlessTuner.Core.Search.Samplers.Tpe;

/// <summary>
/// The density of all trials that are not good: as many kernels as trials, so it is kept between proposals and changed where a
/// trial came or went. Slot 0 is the prior, slot i + 1 the trial at position i of the history, then come pending trials; so
/// sums run in the same order however the mixture came about, and give the same bits.
/// </summary>
internal sealed class RestMixture
{
    private readonly TpeAxis[] axes;
    private readonly KernelMatrix matrix;
    private readonly RestDimension[] dimensions;
    private readonly HashSet<int> stale = [];
    private readonly Func<int, int, double[]> row;
    private bool[] member = [];
    private int count;
    private double smallest;

    public RestMixture(TpeAxis[] axes)
    {
        this.axes = axes;
        matrix = new KernelMatrix(axes);
        dimensions = [.. axes.Select((axis, d) => new RestDimension(axis, d, matrix))];
        row = (d, level) => dimensions[d].Row(level, count + 1);
        Grow(1);
    }

    public bool Contains(int slot) => slot < member.Length && member[slot];

    /// <summary>Adds a trial.</summary>
    public void Add(int slot, double[] codes)
    {
        Grow(slot + 1);
        member[slot] = true;
        count++;
        stale.Add(slot);
        for (int d = 0; d < axes.Length; d++)
            dimensions[d].Add(slot, codes[axes[d].Index], stale);
    }

    /// <summary>Removes a trial.</summary>
    public void Remove(int slot)
    {
        member[slot] = false;
        count--;
        matrix.Deactivate(slot);
        foreach (RestDimension dimension in dimensions)
            dimension.Remove(slot, stale);
        stale.Remove(slot);
    }

    /// <summary>Brings bandwidths and weights up to date after changes.</summary>
    public void Refresh()
    {
        double now = Bandwidths.Smallest(count);
        bool all = now != smallest;
        smallest = now;
        foreach (RestDimension dimension in dimensions)
            dimension.Refresh(now, all ? null : stale);
        Span<double> weights = matrix.Weights;
        weights[0] = 1;
        matrix.Activate(0);
        for (int slot = 1, rank = 0; slot < member.Length; slot++)
        {
            if (!member[slot])
                continue;
            weights[slot] = Bandwidths.Weight(rank++, count);
            if (all)
                matrix.Activate(slot);
        }

        foreach (int slot in stale)
            matrix.Activate(slot);
        stale.Clear();
    }

    /// <summary>The logarithms of the densities at several points, up to a constant; of one dimension, or of all for −1.</summary>
    public void LogDensities(double[][] points, int only, Span<double> results) => matrix.LogDensities(points, only, row, results);

    private void Grow(int slots)
    {
        matrix.Grow(slots);
        if (member.Length == matrix.Capacity)
            return;
        Array.Resize(ref member, matrix.Capacity);
        foreach (RestDimension dimension in dimensions)
            dimension.Grow(matrix.Capacity);
    }
}
