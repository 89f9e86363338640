using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Search.Samplers.Tpe;

/// <summary>The kernels of the rest mixture in one dimension, sorted by their means.</summary>
internal sealed class RestDimension(TpeAxis axis, int d, KernelMatrix matrix)
{
    private readonly Dictionary<(double Mean, double Sigma), int> groups = [];
    private readonly List<(double Mean, double Sigma, double Inside)> groupKernels = [];
    private readonly double[][] rows = new double[axis.IsDiscrete ? axis.Levels : 0][];
    private readonly int[] filled = new int[axis.IsDiscrete ? axis.Levels : 0];
    private double[] means = [];
    private double[] sigmas = [];
    private double[] sortedMeans = new double[64];
    private int[] sortedSlots = new int[64];
    private int count;

    public void Grow(int size)
    {
        Array.Resize(ref means, size);
        Array.Resize(ref sigmas, size);
        if (axis.IsCategory)
            matrix.Groups(d)[0] = axis.Choices;
    }

    public void Add(int slot, double code, HashSet<int> stale)
    {
        means[slot] = code;
        if (axis.IsCategory)
        {
            matrix.Groups(d)[slot] = (int)code;
            return;
        }

        if (count == sortedMeans.Length)
        {
            Array.Resize(ref sortedMeans, count * 2);
            Array.Resize(ref sortedSlots, count * 2);
        }

        int position = Find(code, slot);
        sortedMeans.AsSpan(position, count - position).CopyTo(sortedMeans.AsSpan(position + 1));
        sortedSlots.AsSpan(position, count - position).CopyTo(sortedSlots.AsSpan(position + 1));
        (sortedMeans[position], sortedSlots[position]) = (code, slot);
        count++;
        sigmas[slot] = 0;
        MarkStale(position, stale);
    }

    public void Remove(int slot, HashSet<int> stale)
    {
        if (axis.IsCategory)
            return;
        int position = Find(means[slot], slot);
        count--;
        sortedMeans.AsSpan(position + 1, count - position).CopyTo(sortedMeans.AsSpan(position));
        sortedSlots.AsSpan(position + 1, count - position).CopyTo(sortedSlots.AsSpan(position));
        MarkStale(position, stale);
    }

    /// <summary>Sets the bandwidths of stale kernels, or of all where <paramref name="stale"/> is null.</summary>
    public void Refresh(double smallest, HashSet<int>? stale)
    {
        if (axis.IsCategory)
        {
            // The share of the prior depends on how many kernels there are.
            Array.Clear(filled);
            return;
        }

        ReadOnlySpan<double> sorted = sortedMeans.AsSpan(0, count);
        if (stale is not null)
        {
            foreach (int slot in stale)
                Set(slot, Bandwidths.At(sorted, Find(means[slot], slot), smallest));
            return;
        }

        if (axis.IsDiscrete)
        {
            groups.Clear();
            groupKernels.Clear();
            Array.Clear(filled);
            matrix.Groups(d).Clear();
        }

        (means[0], sigmas[0]) = (0.5, 0);
        Set(0, 1);
        for (int position = 0; position < count; position++)
        {
            sigmas[sortedSlots[position]] = 0;
            Set(sortedSlots[position], Bandwidths.At(sorted, position, smallest));
        }
    }

    /// <summary>The factors of every group at a level; computed when first asked for.</summary>
    public double[] Row(int level, int kernels)
    {
        double[] row = rows[level] ?? [];
        int wanted = axis.IsCategory ? axis.Choices + 1 : groupKernels.Count;
        if (row.Length < wanted)
        {
            Array.Resize(ref row, Math.Max(32, wanted * 2));
            rows[level] = row;
        }

        for (; filled[level] < wanted; filled[level]++)
        {
            int group = filled[level];
            row[group] = axis.IsCategory
                ? axis.Probability(level, group, kernels)
                : axis.Mass(level, groupKernels[group].Mean, groupKernels[group].Sigma, groupKernels[group].Inside);
        }

        return row;
    }

    private void Set(int slot, double sigma)
    {
        if (sigmas[slot] == sigma)
            return;
        sigmas[slot] = sigma;
        double mean = means[slot];
        if (!axis.IsDiscrete)
        {
            matrix.SetNormal(d, slot, mean, sigma, PortableMath.Log(Inside(mean, sigma)));
            return;
        }

        if (!groups.TryGetValue((mean, sigma), out int found))
        {
            groups[(mean, sigma)] = found = groupKernels.Count;
            groupKernels.Add((mean, sigma, Inside(mean, sigma)));
        }

        matrix.Groups(d)[slot] = found;
    }

    private static double Inside(double mean, double sigma) =>
        PortableMath.NormalCdf((1 - mean) / sigma) - PortableMath.NormalCdf(-mean / sigma);

    // The first position whose (mean, slot) is not below the given one.
    private int Find(double mean, int slot)
    {
        int low = 0, high = count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sortedMeans[middle] < mean || (sortedMeans[middle] == mean && sortedSlots[middle] < slot))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void MarkStale(int position, HashSet<int> stale)
    {
        for (int near = Math.Max(0, position - 1); near <= Math.Min(count - 1, position + 1); near++)
            stale.Add(sortedSlots[near]);
    }
}
