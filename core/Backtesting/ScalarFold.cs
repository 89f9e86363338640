using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>Adds up the trades of one trial at a time.</summary>
internal static unsafe class ScalarFold
{
    /// <summary>Looks exits up in one lane of a table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FoldLane(
        in FoldMarket market, Segment segment, EntryFilter filter, LaneExitTable table, int lane, ref SignalCursor cursor, ref TradeStatistics statistics)
    {
        int* cells = table.Cells + lane;
        long* rows = table.Rows;
        while (Next(market, segment, ref cursor, out Entry entry))
        {
            if (!filter.Permits(entry.Side, entry.Bar))
                continue;
            long row = rows[(entry.Side * market.Bars) + entry.Bar];
            if ((int)row < entry.Need)
                row = table.Extend(entry.Side, entry.Bar, entry.Need);
            int* cell = cells + ((row >> 32) * 32);
            Add(entry, cell[0], cell[16], ref statistics);
        }
    }

    /// <summary>Looks exits up in a table of their own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FoldSingle(
        in FoldMarket market, Segment segment, SingleExitTable table, ref SignalCursor cursor, ref TradeStatistics statistics)
    {
        long* entries = table.Entries;
        while (Next(market, segment, ref cursor, out Entry entry))
        {
            long found = entries[(entry.Side * market.Bars) + entry.Bar];
            if ((int)found <= 0 && (int)found > -entry.Need)
                found = table.Extend(entry.Side, entry.Bar, entry.Need);
            int code = (int)found;
            if (code != SingleExitTable.Forbidden)
                Add(entry, code < 0 ? ExitFinder.Never : code, (int)(found >> 32), ref statistics);
        }
    }

    /// <summary>Follows each trade to its exit: for exit rules that too few trials share to be worth a table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FoldWalk(
        in FoldMarket market, Segment segment, ExitRules rules, PointSeries series, double[] ranges, ref SignalCursor cursor, ref TradeStatistics statistics)
    {
        EntryFilter filter = EntryFilter.Of(rules, series, market.Lag);
        SidedPrices[] sides = series.Sides;
        ExitLevels levels = rules.UsesAtr ? default : ExitLevels.Of(rules, series, 0);
        int busyUntil = -1;
        while (Next(market, segment, ref cursor, out Entry entry))
        {
            // Where signals do not close, those up to the bar of the exit find the position still open.
            if (entry.Bar <= busyUntil || !filter.Permits(entry.Side, entry.Bar))
                continue;
            if (!rules.ExitOnOpposite)
            {
                entry.Need = segment.SliceEnd - entry.Bar;
                entry.Rise = series.Close[segment.SliceEnd - 1] - series.Open[entry.Bar];
            }

            if (rules.UsesAtr)
                levels = ExitLevels.Of(rules, series, ranges[entry.Bar - market.Lag]);
            int code = ExitWalk.Find(sides[entry.Side], entry.Bar, levels, 0, entry.Need, out int profit);
            Add(entry, code, profit, ref statistics);
            if (!rules.ExitOnOpposite)
                busyUntil = entry.Bar + (Math.Min(code, entry.Need << 2) >> 2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Next(in FoldMarket market, Segment segment, ref SignalCursor cursor, out Entry entry)
    {
        int i = cursor.Next;
        entry = default;
        if (i >= cursor.SliceEnd || cursor.Signals[i] + market.Lag >= segment.End)
            return false;
        entry.Bar = cursor.Signals[i] + market.Lag;
        entry.Side = cursor.FirstSide ^ (i & 1);
        cursor.Next = ++i;
        bool last = i >= cursor.SliceEnd;
        int next = last ? segment.SliceEnd : cursor.Signals[i] + market.Lag;
        long open = market.OpenAndCost[entry.Bar];
        entry.Need = next - entry.Bar;
        entry.Rise = (last ? market.Closes[next - 1] : (int)market.OpenAndCost[next]) - (int)open;
        entry.Cost = (int)(open >> 32);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Entry entry, int code, int profit, ref TradeStatistics statistics)
    {
        int limit = entry.Need << 2;
        profit = code < limit ? profit : entry.Side == 0 ? entry.Rise : -entry.Rise;
        code = Math.Min(code, limit);
        statistics.Add(profit - entry.Cost, (code >> 2) + (code & 1));
    }

    private struct Entry
    {
        public int Bar, Side, Need, Rise, Cost;
    }
}
