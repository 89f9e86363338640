using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>Turns the signals of a block of rules into the statistics of its trials.</summary>
/// <remarks>
/// Time is cut into segments, and many rules go through a segment in turn before the next one, so that the exits of a
/// segment stay in the second-level cache.
/// </remarks>
internal sealed unsafe class BlockFold(
    BacktestBatch batch,
    int firstRule,
    int rules,
    ExitAssignment assignment,
    MarketConditions market,
    KernelCache cache,
    Workspace workspace,
    VectorLevel level,
    TradeStatistics[] results,
    CancellationToken cancellation)
{
    /// <summary>How many rules go through a segment in turn.</summary>
    public const int RulesInTurn = 128;

    /// <summary>The longest segment, and so the most trades that a rule can enter in one.</summary>
    public const int SegmentBars = 2048;

    // From so many rules on, one exit rule is folded for eight of them at once.
    private const int WorthColumns = 5;

    private Segment[] segments = [];
    private readonly PointSeries series = market.Series;

    /// <summary>Fills the results of all trials of the block.</summary>
    public void Run()
    {
        Cut();
        (long[] keys, int[] trials) = Order();
        fixed (long* opens = market.OpenAndCost)
        fixed (int* closes = series.Close, signals = workspace.Signals.Positions)
        {
            var fold = new FoldMarket { Lag = market.Delay + 1, Bars = series.Count, OpenAndCost = opens, Closes = closes };
            for (int from = 0; from < keys.Length;)
            {
                cancellation.ThrowIfCancellationRequested();
                // Trials of one table, of so many rules.
                int to = from, rulesTaken = 0;
                long group = keys[from] >> 32;
                for (; to < keys.Length && keys[to] >> 32 == group; to++)
                {
                    if ((to == from || keys[to] != keys[to - 1]) && ++rulesTaken > RulesInTurn)
                        break;
                }

                Fold(fold, signals, keys.AsSpan(from..to), trials.AsSpan(from..to), Math.Min(rulesTaken, RulesInTurn));
                from = to;
            }
        }
    }

    // Segments end where slices end, and in between often enough.
    private void Cut()
    {
        int count = 0;
        segments = new Segment[batch.Steps + ((market.End - market.Begin) / SegmentBars) + 1];
        for (int slice = 0; slice < batch.Steps; slice++)
        {
            int begin = market.SliceBegin(slice, batch.Slices), end = market.SliceBegin(slice + 1, batch.Slices);
            for (int at = begin + SegmentBars; at < end; at += SegmentBars)
                segments[count++] = new Segment(at, slice, end);
            segments[count++] = new Segment(end, slice, end);
        }

        Array.Resize(ref segments, count);
    }

    // The trials of the block by table, then by rule. Trials without a table come last, each for itself.
    private (long[] Keys, int[] Trials) Order()
    {
        int count = 0;
        for (int rule = 0; rule < rules; rule++)
            count += batch.TrialsOf(firstRule + rule).Length;
        long[] keys = new long[count];
        int[] trials = new int[count];
        int next = 0;
        bool sorted = true;
        for (int rule = 0; rule < rules; rule++)
        {
            foreach (int trial in batch.TrialsOf(firstRule + rule))
            {
                keys[next] = ((long)assignment.Ordinals[batch.ExitOf[trial]] << 32) | (uint)rule;
                trials[next] = trial;
                sorted &= next == 0 || keys[next] >= keys[next - 1];
                next++;
            }
        }

        if (!sorted)
            Array.Sort(keys, trials);
        return (keys, trials);
    }

    private void Fold(in FoldMarket fold, int* signals, ReadOnlySpan<long> keys, ReadOnlySpan<int> trials, int rulesTaken)
    {
        if (assignment.Places[batch.ExitOf[trials[0]]] is not ExitPlace place)
        {
            FoldEach(fold, signals, keys, trials, null);
            return;
        }

        ExitTable table = cache.Tables.TableOf(place.Group, fold.Lag);
        if (table is SingleExitTable single && level != VectorLevel.Scalar && rulesTaken >= WorthColumns)
            FoldColumns(fold, signals, keys, trials, single);
        else if (table is LaneExitTable lanes && level != VectorLevel.Scalar)
            FoldLanes(fold, signals, keys, trials, lanes);
        else
            FoldEach(fold, signals, keys, trials, table);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FoldLanes(in FoldMarket fold, int* signals, ReadOnlySpan<long> keys, ReadOnlySpan<int> trials, LaneExitTable table)
    {
        EntryFilter filter = EntryFilter.Of(table.Finder.Group.Rules[0], series, fold.Lag);
        LaneStatistics[] lanes = workspace.Lanes;
        SignalCursor[] cursors = workspace.Cursors;
        int count = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            if (i > 0 && keys[i] == keys[i - 1])
                continue;
            cursors[count] = CursorOf(signals, (int)keys[i]);
            lanes[count++] = default;
        }

        int slice = -1;
        foreach (Segment segment in segments)
        {
            for (int rule = 0; rule < count; rule++)
            {
                if (segment.Slice != slice)
                    Enter(ref cursors[rule], segment, fold.Lag);
                LaneFold.Fold(fold, segment, filter, table, ref cursors[rule], workspace.LaneTrades, level, ref lanes[rule]);
            }

            slice = segment.Slice;
            if (segment.End != segment.SliceEnd)
                continue;
            int state = 0;
            for (int i = 0; i < keys.Length; i++)
            {
                state += i > 0 && keys[i] != keys[i - 1] ? 1 : 0;
                results[(trials[i] * batch.Steps) + slice] = lanes[state][assignment.Places[batch.ExitOf[trials[i]]]!.Lane];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FoldColumns(in FoldMarket fold, int* signals, ReadOnlySpan<long> keys, ReadOnlySpan<int> trials, SingleExitTable table)
    {
        ColumnState[] columns = workspace.Columns;
        int count = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            if (i > 0 && keys[i] == keys[i - 1])
                continue;
            if (count % ColumnState.Lanes == 0)
                columns[count / ColumnState.Lanes] = default;
            workspace.Cursors[count++] = CursorOf(signals, (int)keys[i]);
        }

        int slice = -1;
        foreach (Segment segment in segments)
        {
            for (int rule = 0; segment.Slice != slice && rule < count; rule++)
                Enter(ref workspace.Cursors[rule], segment, fold.Lag);
            for (int first = 0; first < count; first += ColumnState.Lanes)
            {
                Span<SignalCursor> cursors = workspace.Cursors.AsSpan(first, Math.Min(ColumnState.Lanes, count - first));
                ref ColumnState column = ref columns[first / ColumnState.Lanes];
                if (level == VectorLevel.Avx512)
                    ColumnFold512.Fold(fold, segment, table, cursors, workspace.Trades, ref column);
                else
                    ColumnFold.Fold(fold, segment, table, cursors, workspace.Trades.Needs, ref column);
            }

            slice = segment.Slice;
            if (segment.End != segment.SliceEnd)
                continue;
            int state = 0;
            for (int i = 0; i < keys.Length; i++)
            {
                state += i > 0 && keys[i] != keys[i - 1] ? 1 : 0;
                results[(trials[i] * batch.Steps) + slice] = columns[state / ColumnState.Lanes][state % ColumnState.Lanes];
            }
        }
    }

    // One trial after the other.
    private void FoldEach(in FoldMarket fold, int* signals, ReadOnlySpan<long> keys, ReadOnlySpan<int> trials, ExitTable? table)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            ExitRules exit = batch.Exits[batch.ExitOf[trials[i]]];
            EntryFilter filter = EntryFilter.Of(exit, series, fold.Lag);
            double[] ranges = exit.UsesAtr ? cache.Tables.RangesOf(exit.AtrPeriod) : [];
            SignalCursor cursor = CursorOf(signals, (int)keys[i]);
            TradeStatistics statistics = default;
            int slice = -1;
            foreach (Segment segment in segments)
            {
                if (segment.Slice != slice)
                    Enter(ref cursor, segment, fold.Lag);
                slice = segment.Slice;
                // Nothing is gained from stopping within a slice.
                if (segment.End != segment.SliceEnd)
                    continue;
                if (table is LaneExitTable lanes)
                    ScalarFold.FoldLane(fold, segment, filter, lanes, assignment.Places[batch.ExitOf[trials[i]]]!.Lane, ref cursor, ref statistics);
                else if (table is SingleExitTable single)
                    ScalarFold.FoldSingle(fold, segment, single, ref cursor, ref statistics);
                else
                    ScalarFold.FoldWalk(fold, segment, exit, series, ranges, ref cursor, ref statistics);
                results[(trials[i] * batch.Steps) + slice] = statistics;
            }
        }
    }

    private SignalCursor CursorOf(int* signals, int rule) => new()
    {
        Signals = signals + workspace.Signals.StartOf(rule),
        Count = workspace.Signals.CountOf(rule),
        FirstSide = workspace.Signals.FirstIsLong(rule) ? 0 : 1,
    };

    // The signals that fill within the slice. Those before it are over: a slice starts flat.
    private void Enter(ref SignalCursor cursor, Segment segment, int lag)
    {
        var list = new ReadOnlySpan<int>(cursor.Signals, cursor.Count);
        cursor.Next = FirstFrom(list, market.SliceBegin(segment.Slice, batch.Slices) - lag);
        cursor.SliceEnd = FirstFrom(list, segment.SliceEnd - lag);
    }

    private static int FirstFrom(ReadOnlySpan<int> ascending, int value)
    {
        int index = ascending.BinarySearch(value);
        return index < 0 ? ~index : index;
    }
}
