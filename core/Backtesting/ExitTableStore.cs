namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// The exit tables of one symbol. An exit rule gets its place in a table when it is first seen and keeps it, so that chunks
/// of one grid, on several threads, share tables wherever they are cut.
/// </summary>
internal sealed class ExitTableStore(PointSeries series, VectorLevel level, long byteLimit = 192L << 20)
{
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
                    var group = new ExitGroup(chunk, series);
                    for (int lane = 0; lane < chunk.Length; lane++)
                        places.Add(chunk[lane], (group, lane));
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
        SidedPrices[] sides = series.Sides;
        int count = series.Count;
        if (group.Shape.MovesStop)
            return new MovingExitTable(group, series, sides, count, lag, atr);
        return level switch
        {
            VectorLevel.Avx512 => new FixedExitTable<Compare512>(group, sides, count, lag, atr),
            VectorLevel.Avx2 => new FixedExitTable<Compare256>(group, sides, count, lag, atr),
            _ => new FixedExitTable<CompareScalar>(group, sides, count, lag, atr),
        };
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
