namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>
/// Values that stay sorted while they are added, in blocks, so that adding and selecting stay cheap for a million values.
/// NaN is counted, not kept.
/// </summary>
internal sealed class ReportColumn
{
    private const int BlockSize = 512;

    private readonly List<List<double>> blocks = [];

    /// <summary>How many values there are, without NaN.</summary>
    public int Count { get; private set; }

    /// <summary>How many values were added, NaN included.</summary>
    public int Reported { get; private set; }

    /// <summary>The value with the given rank, from 0, ascending.</summary>
    public double this[int rank]
    {
        get
        {
            foreach (List<double> block in blocks)
            {
                if (rank < block.Count)
                    return block[rank];
                rank -= block.Count;
            }

            throw new ArgumentOutOfRangeException(nameof(rank));
        }
    }

    public void Add(double value)
    {
        Reported++;
        if (double.IsNaN(value))
            return;
        Count++;
        if (blocks.Count == 0)
            blocks.Add(new List<double>(BlockSize));
        int index = BlockOf(value);
        List<double> block = blocks[index];
        int place = block.BinarySearch(value);
        block.Insert(place < 0 ? ~place : place, value);
        if (block.Count < BlockSize)
            return;
        blocks.Insert(index + 1, [.. block.Skip(BlockSize / 2)]);
        block.RemoveRange(BlockSize / 2, block.Count - (BlockSize / 2));
    }

    public void Remove(double value)
    {
        Reported--;
        if (double.IsNaN(value))
            return;
        for (int index = BlockOf(value); index < blocks.Count; index++)
        {
            int place = blocks[index].BinarySearch(value);
            if (place < 0)
                continue;
            blocks[index].RemoveAt(place);
            Count--;
            if (blocks[index].Count == 0)
                blocks.RemoveAt(index);
            return;
        }
    }

    /// <summary>How many values are smaller.</summary>
    public int CountBelow(double value) => CountWhile(other => other < value);

    /// <summary>How many values are larger.</summary>
    public int CountAbove(double value) => Count - CountWhile(other => other <= value);

    /// <summary>
    /// The percentile with linear interpolation between the two nearest ranks, as numpy's default; NaN where there are no values.
    /// </summary>
    public double Percentile(double percent)
    {
        if (Count == 0)
            return double.NaN;
        double position = (Count - 1) * (percent / 100);
        int lower = Math.Clamp((int)Math.Floor(position), 0, Count - 1);
        double low = this[lower], high = this[Math.Min(lower + 1, Count - 1)], share = position - lower;
        // Equal neighbours first: infinity minus infinity is no number.
        if (low == high || share == 0)
            return low;
        return share < 0.5 ? low + ((high - low) * share) : high - ((high - low) * (1 - share));
    }

    private int CountWhile(Predicate<double> inside)
    {
        int count = 0;
        foreach (List<double> block in blocks)
        {
            if (inside(block[^1]))
            {
                count += block.Count;
                continue;
            }

            int low = 0, high = block.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (inside(block[middle]))
                    low = middle + 1;
                else
                    high = middle;
            }

            return count + low;
        }

        return count;
    }

    // The first block whose last value is not below, or the last one.
    private int BlockOf(double value)
    {
        int low = 0, high = blocks.Count - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (blocks[middle][^1] >= value)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
