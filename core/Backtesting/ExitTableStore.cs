namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// The exit tables of one symbol. An exit rule gets its place in a table when it is first seen and keeps it, so that chunks
/// of one grid, on several threads, share tables wherever they are cut.
/// </summary>
internal sealed class ExitTableStore(PointSeries series, VectorLevel level, long byteLimit = 192L << 20)
{
    private const int SingleTables = 2;

    private readonly Lock changing = new();
    private readonly Dictionary<ExitRules, ExitPlace> places = [];
    private readonly List<ExitTable> tables = [];
    private readonly Dictionary<int, double[]> ranges = [];

    /// <summary>Gives every rule its group and lane; rules that come together and have a common shape share groups.</summary>
    public ExitPlace[] Place(IReadOnlyList<ExitRules> rules)
    {
        lock (changing)
        {
            DropIfTooLarge();
            var strangers = new Dictionary<ExitShape, List<ExitRules>>();
            foreach (ExitRules rule in rules)
            {
                if (places.ContainsKey(rule))
                    continue;
                var shape = ExitShape.Of(rule);
                if (!strangers.TryGetValue(shape, out List<ExitRules>? alike))
                    strangers.Add(shape, alike = []);
                alike.Add(rule);
            }

            foreach (List<ExitRules> alike in strangers.Values)
            {
                for (int first = 0; first < alike.Count; first += ExitGroup.MaxLanes)
                    PlaceTogether(alike.GetRange(first, Math.Min(ExitGroup.MaxLanes, alike.Count - first)));
            }

            var found = new ExitPlace[rules.Count];
            for (int i = 0; i < found.Length; i++)
                found[i] = places[rules[i]];
            return found;
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
            foreach (ExitTable known in tables)
            {
                if (known.Finder.Group == group && known.Finder.Lag == lag)
                    return known;
            }

            ExitTable table = Create(group, lag, group.Shape.AtrPeriod > 0 ? RangesOf(group.Shape.AtrPeriod) : []);
            tables.Add(table);
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

    // A few rules are looked up faster each in a table of its own.
    private void PlaceTogether(List<ExitRules> rules)
    {
        int size = rules.Count > SingleTables ? rules.Count : 1;
        for (int first = 0; first < rules.Count; first += size)
        {
            ExitRules[] members = [.. rules.GetRange(first, size)];
            var group = new ExitGroup(members, series);
            // Settings that differ may mean the same rules; one place is enough.
            for (int lane = 0; lane < size; lane++)
                places.TryAdd(members[lane], new ExitPlace(group, lane));
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
        foreach (ExitTable table in tables)
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
