namespace ServerlessTuner.Core.Market;

/// <summary>The computations behind a <see cref="DataInspection"/>.</summary>
internal static class InspectionSteps
{
    private const int Listed = 10;
    private const int FlatRunLength = 10;

    /// <summary>How many times the median true range makes a bar an outlier; the largest hours of 2008 and 2016 stay below.</summary>
    private const double OutlierFactor = 40;

    /// <summary>The most frequent step between bars; of several, the shortest.</summary>
    public static TimeSpan? Interval(long[] times)
    {
        var counts = new Dictionary<long, int>();
        for (int i = 1; i < times.Length; i++)
        {
            long step = times[i] - times[i - 1];
            counts[step] = counts.GetValueOrDefault(step) + 1;
        }

        return counts.Count == 0
            ? null
            : TimeSpan.FromTicks(counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key).First().Key);
    }

    public static GapSummary Gaps(long[] times, TimeSpan? interval)
    {
        var gaps = new List<DataGap>();
        int weekends = 0;
        long missing = 0;
        for (int i = 1; i < times.Length; i++)
        {
            long from = times[i - 1] + interval!.Value.Ticks;
            if (times[i] <= from)
                continue;
            if (IsWeekend(from, times[i]))
            {
                weekends++;
                continue;
            }

            gaps.Add(new DataGap(Utc(from), Utc(times[i])));
            missing += (times[i] - from + interval.Value.Ticks - 1) / interval.Value.Ticks;
        }

        return new GapSummary(
            weekends, gaps.Count, missing, [.. gaps.OrderByDescending(gap => gap.Length).ThenBy(gap => gap.From).Take(Listed)]);
    }

    public static SpreadSummary? Spread(Bars bars)
    {
        if (bars.Spread.All(spread => spread == 0))
            return null;
        double[] sorted = [.. bars.Spread.Select(spread => spread / bars.PipSize).Order()];
        return new SpreadSummary(sorted[0], Quantile(sorted, 0.5), sorted.Average(), Quantile(sorted, 0.95), sorted[^1]);
    }

    public static (IReadOnlyList<DataOddity> Listed, int More) Oddities(Bars bars, TimeSpan? interval)
    {
        List<DataOddity> flat = FlatRuns(bars), large = Outliers(bars, interval);
        DataOddity[] listed = [.. flat.Take(Listed).Concat(large.Take(Listed)).OrderBy(oddity => oddity.Time)];
        return (listed, flat.Count + large.Count - listed.Length);
    }

    private static List<DataOddity> FlatRuns(Bars bars)
    {
        var runs = new List<DataOddity>();
        int start = 0;
        for (int i = 1; i <= bars.Count; i++)
        {
            if (i < bars.Count && bars.High[i] == bars.Low[start] && bars.Low[i] == bars.High[start])
                continue;
            if (i - start >= FlatRunLength)
                runs.Add(new DataOddity(Utc(bars.Times[start]), $"{i - start} bars in a row without any movement"));
            start = i;
        }

        return runs;
    }

    private static List<DataOddity> Outliers(Bars bars, TimeSpan? interval)
    {
        var outliers = new List<DataOddity>();
        double[] ranges = [.. Enumerable.Range(0, bars.Count).Select(i => TrueRange(bars, i, interval))];
        double median = Quantile([.. ranges.Order()], 0.5);
        for (int i = 0; i < bars.Count && median > 0; i++)
        {
            if (ranges[i] > OutlierFactor * median)
                outliers.Add(
                    new DataOddity(
                        Utc(
                            bars.Times[i]), $"a bar {ranges[i] / median:F0} times as large as usual ({ranges[i] / bars.PipSize:0.#} "
                                + $"pips)"));
        }

        return outliers;
    }

    /// <summary>High to low, reaching to the close before where no gap lies between.</summary>
    private static double TrueRange(Bars bars, int i, TimeSpan? interval)
    {
        if (i == 0 || bars.Times[i] - bars.Times[i - 1] != interval!.Value.Ticks)
            return bars.High[i] - bars.Low[i];
        return Math.Max(bars.High[i], bars.Close[i - 1]) - Math.Min(bars.Low[i], bars.Close[i - 1]);
    }

    /// <summary>Whether a stretch lies between Friday 18:00 and Monday 06:00 and has most of the Saturday in it.</summary>
    private static bool IsWeekend(long from, long to)
    {
        // Six hours later, a stretch that starts on Friday evening or Saturday night starts on Saturday.
        DateTime saturday = Utc(from).AddHours(6).Date;
        return saturday.DayOfWeek == DayOfWeek.Saturday && to >= saturday.AddHours(18).Ticks && to <= saturday.AddHours(54).Ticks;
    }

    /// <summary>The smallest value that at least the given share of all does not exceed.</summary>
    private static double Quantile(double[] sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];

    private static DateTime Utc(long ticks) => new(ticks, DateTimeKind.Utc);
}
