namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// The exit tables of one symbol. An exit rule gets its place in a table when it is first seen and keeps it, so that chunks
/// of one grid, on several threads, share tables wherever they are cut.
/// </summary>
internal sealed class ExitTableStore(PointSeries series, VectorLevel level, long byteLimit = 192L << 20)
{
    private const int SingleTables = 2;

    private readonly Lock changing = new();
    private readonly Dictionary<ExitRules, (ExitGroup Group, int Lane)> places = [];
    private readonly Dictionary<(ExitGroup Group, int Lag), ExitTable> tables = [];
    private readonly Dictionary<int, double[]> ranges = [];

    /// <summary>Gives every rule its group and lane; rules that come together and have a common shape share groups.</summary>
    public (ExitGroup Group, int Lane)[] Place(IReadOnlyList<ExitRules> rules)
    {
        lock (changing)
        {
            DropIfTooLarge();
            foreach (IGrouping<ExitShape, ExitRules> alike in rules.Where(rule => !places.ContainsKey(rule)).GroupBy(rule => ExitShape.Of(rule)))
            {
                foreach (ExitRules[] chunk in alike.Chunk(ExitGroup.MaxLanes))
                {
                    // A few rules are looked up faster each in a table of its own.
                    foreach (ExitRules[] members in chunk.Length > SingleTables ? [chunk] : chunk.Chunk(1))
                    {
                        var group = new ExitGroup(members, series);
                        for (int lane = 0; lane < members.Length; lane++)
                            places.Add(members[lane], (group, lane));
                    }
                }
            }

            return [.. rules.Select(rule => places[rule])];
        }
    }

    /// <summary>The table of a group for entries <paramref name="lag"/> bars after their signals.</summary>
    public ExitTable TableOf(ExitGroup group, int lag)
    {
        // Only levels measured at the signal bar depend on how far it is from the entry.
        if (group.Shape.AtrPeriod == 0)
            lag = 0;
        lock (changing)
        {
            if (!tables.TryGetValue((group, lag), out ExitTable? table))
                tables.Add((group, lag), table = Create(group, lag, group.Shape.AtrPeriod > 0 ? RangesOf(group.Shape.AtrPeriod) : []));
            return table;
        }
    }

    /// <summary>The average true range by bar, in points.</summary>
    public double[] RangesOf(int period)
    {
        lock (changing)
        {
            if (!ranges.TryGetValue(period, out double[]? values))
                ranges.Add(period, values = ReferenceKernel.AverageTrueRange(series, period));
            return values;
        }
    }

    private ExitTable Create(ExitGroup group, int lag, double[] atr)
    {
        var finder = ExitFinder.Create(group, series, lag, atr, level);
        return group.Lanes == 1 ? new SingleExitTable(finder, EntryFilter.Of(group.Rules[0], series, lag)) : new LaneExitTable(finder);
    }

    // Whoever uses a dropped table at the moment finishes with it.
    private void DropIfTooLarge()
    {
        long bytes = places.Count * 512L;
        foreach (ExitTable table in tables.Values)
            bytes += table.Bytes;
        foreach (double[] values in ranges.Values)
            bytes += values.Length * 8L;
        if (bytes <= byteLimit)
            return;
        tables.Clear();
        places.Clear();
        ranges.Clear();
    }
}
