using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Search.Samplers.Tpe;

/// <summary>
/// The density of all trials that are not good: as many kernels as trials, so it is kept between proposals and changed where a
/// trial came or went. Slot 0 is the prior, slot i + 1 the trial at position i of the history, then come pending trials; so
/// sums run in the same order however the mixture came about, and give the same bits.
/// </summary>
internal sealed class RestMixture(TpeAxis[] axes)
{
    private readonly Dimension[] dimensions = [.. axes.Select(axis => new Dimension(axis))];
    private double[] constants = [];
    private double[] weights = [];
    private double[] logs = [];
    private bool[] member = [];
    private int slots;
    private int count;
    private double smallest;

    /// <summary>The prior's weight.</summary>
    public double PriorWeight { get; init; } = 1;

    /// <summary>How many trials are in the mixture.</summary>
    public int Count => count;

    public bool Contains(int slot) => slot < slots && member[slot];

    /// <summary>Removes everything.</summary>
    public void Clear()
    {
        (slots, count, smallest) = (0, 0, 0);
        Array.Clear(member);
        foreach (Dimension dimension in dimensions)
            dimension.Clear();
    }

    /// <summary>Adds a trial.</summary>
    public void Add(int slot, double[] codes)
    {
        Grow(slot + 1);
        member[slot] = true;
        count++;
        foreach (Dimension dimension in dimensions)
            dimension.Add(slot, codes[dimension.Axis.Index]);
    }

    /// <summary>Removes a trial.</summary>
    public void Remove(int slot)
    {
        member[slot] = false;
        count--;
        foreach (Dimension dimension in dimensions)
            dimension.Remove(slot);
    }

    /// <summary>Brings bandwidths and weights up to date after changes.</summary>
    public void Refresh()
    {
        Grow(1);
        double now = Bandwidths.Smallest(count);
        foreach (Dimension dimension in dimensions)
        {
            dimension.SetPrior();
            dimension.Refresh(now, all: now != smallest);
        }

        smallest = now;
        weights[0] = PriorWeight;
        constants[0] = Constant(0);
        for (int slot = 1, rank = 0; slot < constants.Length; slot++)
        {
            bool active = slot < slots && member[slot];
            constants[slot] = active ? Constant(slot) : double.NegativeInfinity;
            weights[slot] = active ? Bandwidths.Weight(rank++, count) : 0;
        }
    }

    /// <summary>The logarithm of the density of all dimensions together, up to a constant.</summary>
    public double LogDensity(ReadOnlySpan<double> codes)
    {
        constants.AsSpan().CopyTo(logs);
        for (int d = 0; d < dimensions.Length; d++)
            dimensions[d].AddLogs(codes[d], logs, count);
        return LogSum();
    }

    /// <summary>The logarithm of the density of one dimension by itself, up to a constant.</summary>
    public double LogDensity(int d, double code)
    {
        for (int slot = 0; slot < logs.Length; slot++)
            logs[slot] = slot == 0 || (slot < slots && member[slot]) ? dimensions[d].Constants[slot] : double.NegativeInfinity;
        dimensions[d].AddLogs(code, logs, count);
        return LogSum();
    }

    private double Constant(int slot)
    {
        double sum = 0;
        foreach (Dimension dimension in dimensions)
            sum += dimension.Constants[slot];
        return sum;
    }

    private double LogSum()
    {
        ReadOnlySpan<Vector512<double>> lanes = MemoryMarshal.Cast<double, Vector512<double>>(logs), weight = MemoryMarshal.Cast<double, Vector512<double>>(weights);
        Vector512<double> max = lanes[0];
        for (int i = 1; i < lanes.Length; i++)
            max = Vector512.Max(max, lanes[i]);
        double top = max[0];
        for (int lane = 1; lane < 8; lane++)
            top = Math.Max(top, max[lane]);
        Vector512<double> shift = Vector512.Create(top), sum = Vector512<double>.Zero;
        for (int i = 0; i < lanes.Length; i++)
            sum += weight[i] * PortableMath.Exp(lanes[i] - shift);
        double total = 0;
        for (int lane = 0; lane < 8; lane++)
            total += sum[lane];
        return top + PortableMath.Log(total);
    }

    private void Grow(int needed)
    {
        slots = Math.Max(slots, needed);
        if (constants.Length >= slots)
            return;
        int size = Math.Max(64, (slots + (slots / 2) + 7) / 8 * 8);
        Array.Resize(ref constants, size);
        Array.Resize(ref weights, size);
        Array.Resize(ref logs, size);
        Array.Resize(ref member, size);
        foreach (Dimension dimension in dimensions)
            dimension.Grow(size);
    }

    /// <summary>The kernels of one dimension.</summary>
    private sealed class Dimension(TpeAxis axis)
    {
        private readonly Dictionary<(double Mean, double Sigma), int> groups = [];
        private readonly List<(double Mean, double Sigma)> groupKernels = [];
        private readonly double[][] rows = new double[axis.Edges is null ? 0 : axis.Edges.Length - 1][];
        private readonly int[] filled = new int[axis.Edges is null ? 0 : axis.Edges.Length - 1];
        private readonly HashSet<int> stale = [];
        private double[] means = [];
        private double[] inverses = [];
        private double[] sigmas = [];
        private int[] group = [];
        private double[] sortedMeans = new double[64];
        private int[] sortedSlots = new int[64];
        private int count;

        public TpeAxis Axis { get; } = axis;

        /// <summary>The logarithm of each kernel's normalising factor.</summary>
        public double[] Constants { get; private set; } = [];

        public void Clear()
        {
            count = 0;
            stale.Clear();
            groups.Clear();
            groupKernels.Clear();
            Array.Clear(filled);
            Array.Clear(group);
            Array.Clear(sigmas);
        }

        public void Grow(int size)
        {
            double[] grown = Constants;
            Array.Resize(ref grown, size);
            Constants = grown;
            Array.Resize(ref means, size);
            Array.Resize(ref inverses, size);
            Array.Resize(ref sigmas, size);
            Array.Resize(ref group, size);
        }

        public void SetPrior()
        {
            if (!Axis.IsCategory)
            {
                means[0] = 0.5;
                Set(0, 1);
            }
        }

        public void Add(int slot, double code)
        {
            means[slot] = code;
            if (Axis.IsCategory)
                return;
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
            MarkStale(position);
        }

        public void Remove(int slot)
        {
            if (Axis.IsCategory)
                return;
            int position = Find(means[slot], slot);
            count--;
            sortedMeans.AsSpan(position + 1, count - position).CopyTo(sortedMeans.AsSpan(position));
            sortedSlots.AsSpan(position + 1, count - position).CopyTo(sortedSlots.AsSpan(position));
            stale.Remove(slot);
            MarkStale(position);
        }

        public void Refresh(double smallest, bool all)
        {
            if (Axis.IsCategory)
                return;
            ReadOnlySpan<double> sorted = sortedMeans.AsSpan(0, count);
            if (all)
            {
                groups.Clear();
                groupKernels.Clear();
                Array.Clear(filled);
                Array.Clear(group);
                sigmas[0] = 0;
                SetPrior();
                for (int position = 0; position < count; position++)
                {
                    sigmas[sortedSlots[position]] = 0;
                    Set(sortedSlots[position], Bandwidths.At(sorted, position, smallest));
                }
            }
            else
            {
                foreach (int slot in stale)
                    Set(slot, Bandwidths.At(sorted, Find(means[slot], slot), smallest));
            }

            stale.Clear();
        }

        public void AddLogs(double code, double[] logs, int observations)
        {
            if (Axis.IsCategory)
                AddChoiceLogs((int)code, logs, observations);
            else if (Axis.Edges is not null)
                AddCellLogs(Row(Axis.Level(code)), logs);
            else
                AddDensityLogs(code, logs);
        }

        private void AddDensityLogs(double code, double[] logs)
        {
            Span<Vector512<double>> sums = MemoryMarshal.Cast<double, Vector512<double>>(logs.AsSpan());
            ReadOnlySpan<Vector512<double>> mean = MemoryMarshal.Cast<double, Vector512<double>>(means), inverse = MemoryMarshal.Cast<double, Vector512<double>>(inverses);
            Vector512<double> x = Vector512.Create(code);
            for (int i = 0; i < sums.Length; i++)
            {
                // The inverse carries √½, so that the square is the exponent.
                Vector512<double> z = (x - mean[i]) * inverse[i];
                sums[i] -= z * z;
            }
        }

        private void AddCellLogs(double[] row, double[] logs)
        {
            for (int slot = 0; slot < logs.Length; slot++)
                logs[slot] += row[group[slot]];
        }

        private void AddChoiceLogs(int choice, double[] logs, int observations)
        {
            double kernels = observations + 1, total = 1 + (Axis.Choices / kernels);
            double other = PortableMath.Log(Axis.Prior[choice] / kernels / total), same = PortableMath.Log(((Axis.Prior[choice] / kernels) + 1) / total);
            logs[0] += Axis.LogPrior(choice);
            for (int slot = 1; slot < logs.Length; slot++)
                logs[slot] += means[slot] == choice ? same : other;
        }

        /// <summary>The log mass of every kernel group in a cell; computed when first asked for.</summary>
        private double[] Row(int level)
        {
            double[] row = rows[level] ?? [];
            if (row.Length < groupKernels.Count)
            {
                Array.Resize(ref row, Math.Max(32, groupKernels.Count * 2));
                rows[level] = row;
            }

            for (; filled[level] < groupKernels.Count; filled[level]++)
                row[filled[level]] = Axis.LogMass(level, groupKernels[filled[level]].Mean, groupKernels[filled[level]].Sigma);
            return row;
        }

        private void Set(int slot, double sigma)
        {
            if (sigmas[slot] == sigma)
                return;
            sigmas[slot] = sigma;
            double mean = means[slot];
            inverses[slot] = 0.70710678118654752440 / sigma;
            double mass = PortableMath.NormalCdf((1 - mean) / sigma) - PortableMath.NormalCdf(-mean / sigma);
            Constants[slot] = -PortableMath.Log(mass * (Axis.Edges is null ? sigma : 1));
            if (Axis.Edges is null)
                return;
            if (!groups.TryGetValue((mean, sigma), out int found))
            {
                groups[(mean, sigma)] = found = groupKernels.Count;
                groupKernels.Add((mean, sigma));
            }

            group[slot] = found;
        }

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

        private void MarkStale(int position)
        {
            for (int near = Math.Max(0, position - 1); near <= Math.Min(count - 1, position + 1); near++)
                stale.Add(sortedSlots[near]);
        }
    }
}
