namespace ServerlessTuner.Core.Learning.Trees.Binning;

/// <summary>The bins of one feature: which values share one, and what lies between two.</summary>
/// <remarks>
/// Value bins are numbered from 0, ascending; the bin of missing values follows the last. Bin b ends at <see cref="Thresholds"/>[b]: below
/// it for XGBoost, whose thresholds are values of the data, up to it for LightGBM, whose thresholds lie midway.
/// </remarks>
internal sealed class FeatureBins
{
    private readonly float[] firsts;

    private FeatureBins(float[] firsts, double[] thresholds, int[]? categories)
    {
        this.firsts = firsts;
        Thresholds = thresholds;
        Categories = categories;
        Count = categories is null ? thresholds.Length : categories.Length + 1;
    }

    /// <summary>How many bins hold values.</summary>
    public int Count { get; }

    /// <summary>The bin of missing values.</summary>
    public int Missing => Count;

    /// <summary>What parts bin b from the next; empty for categories.</summary>
    public double[] Thresholds { get; }

    /// <summary>
    /// The category of each bin, ascending; one bin more holds all others, which no split lists. Null where the feature is a number.
    /// </summary>
    public int[]? Categories { get; }

    /// <summary>The bin of a value: that of the greatest lower end that is not above it.</summary>
    public int BinOf(float value)
    {
        if (float.IsNaN(value))
            return Missing;
        if (Categories is not null)
        {
            int found = value >= 0 && value < int.MaxValue ? Array.BinarySearch(Categories, (int)value) : -1;
            return found >= 0 ? found : Categories.Length;
        }

        int low = 0, length = firsts.Length;
        while (length > 1)
        {
            int half = length >> 1;
            low += firsts[low + half] <= value ? half : 0;
            length -= half;
        }

        return low;
    }

    /// <summary>Bins of numbers: one each where there is room, else of about equal counts.</summary>
    /// <param name="sorted">The training values, ascending, none missing.</param>
    /// <param name="maxBins">At most so many.</param>
    /// <param name="kind">Whose thresholds.</param>
    public static FeatureBins OfNumbers(ReadOnlySpan<float> sorted, int maxBins, BoosterKind kind)
    {
        if (sorted.IsEmpty)
            return new FeatureBins([0], [kind == BoosterKind.XGBoost ? 1e-5f : 1e300], null);
        var lows = new List<float>();
        var highs = new List<float>();
        int distinct = 1;
        for (int i = 1; i < sorted.Length; i++)
            distinct += sorted[i] != sorted[i - 1] ? 1 : 0;
        int binned = 0, inBin = 0;
        for (int begin = 0; begin < sorted.Length;)
        {
            int end = begin + 1;
            while (end < sorted.Length && sorted[end] == sorted[begin])
                end++;
            if (inBin == 0)
                lows.Add(sorted[begin]);
            inBin += end - begin;
            // The bin is full with its share of what is left to the bins that are left.
            int left = maxBins - highs.Count;
            if (distinct <= maxBins || (left > 1 && inBin >= (double)(sorted.Length - binned) / left) || end == sorted.Length)
            {
                highs.Add(sorted[begin]);
                (binned, inBin) = (binned + inBin, 0);
            }

            begin = end;
        }

        double[] thresholds = new double[lows.Count];
        for (int bin = 0; bin + 1 < thresholds.Length; bin++)
            thresholds[bin] = kind == BoosterKind.XGBoost ? lows[bin + 1] : Midway(highs[bin], lows[bin + 1]);
        float max = sorted[^1];
        thresholds[^1] = kind == BoosterKind.XGBoost ? max + (Math.Abs(max) + 1e-5f) : 1e300;
        float[] begins = kind == BoosterKind.XGBoost
            ? [.. lows]
            : [lows[0], .. thresholds[..^1].Select(static threshold => FirstAbove(threshold))];
        return new FeatureBins(begins, thresholds, null);
    }

    /// <summary>Bins of categories: one each, and one for the rarest, if there is no room, and for what training has not seen.</summary>
    /// <param name="values">The training values, none missing.</param>
    /// <param name="most">At most so many categories have their own.</param>
    public static FeatureBins OfCategories(IEnumerable<float> values, int most)
    {
        IEnumerable<IGrouping<int, float>> groups =
            values.Where(static value => value >= 0 && value < int.MaxValue).GroupBy(static value => (int)value);
        int[] kept = [.. groups.OrderByDescending(static group => group.Count()).ThenBy(static group => group.Key)
            .Take(most).Select(static group => group.Key).Order()];
        return new FeatureBins([], [], kept);
    }

    private static double Midway(float low, float high) => ((double)low + high) / 2;

    // The lower end of a bin that begins above a threshold, as a value of the data's precision.
    private static float FirstAbove(double threshold)
    {
        float near = (float)threshold;
        return near > threshold ? near : float.BitIncrement(near);
    }
}
