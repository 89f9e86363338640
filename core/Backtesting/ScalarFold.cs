using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>Adds up the trades of one trial at a time.</summary>
internal static unsafe class ScalarFold
{
    /// <summary>Looks exits up in one lane of a table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FoldTable(in FoldTask task, in EntryFilter filter, ExitTable table, int lane, ref TradeStatistics statistics)
    {
        int* signals = task.Signals;
        int* opens = task.Opens;
        int* cells = table.Cells + lane;
        long* rows = table.Rows;
        int lanes = table.Group.Lanes;
        int count = task.Count, lag = task.Lag, bars = task.Bars;
        bool filtered = filter.Hours is not null || filter.FirstEntry > 0 || filter.Sides != 3;
        TradeStatistics into = statistics;
        int side = task.FirstSide;
        for (int i = 0; i < count; i++, side ^= 1)
        {
            int entry = signals[i] + lag;
            bool last = i + 1 == count;
            int next = last ? task.End : signals[i + 1] + lag;
            int nextOpen = last ? task.LastClose : opens[next];
            if (filtered && !filter.Permits(side, entry))
                continue;
            int need = next - entry;
            long row = rows[(side * bars) + entry];
            if ((int)row < need)
                row = table.Extend(side, entry, need);
            int* cell = cells + ((row >> 32) * 2 * lanes);
            int code = *cell;
            bool own = code < need << 2;
            int profit = own ? cell[lanes] : side == 0 ? nextOpen - opens[entry] : opens[entry] - nextOpen;
            code = own ? code : need << 2;
            into.Add(profit - task.Costs[entry], (code >> 2) + (code & 1));
        }

        statistics = into;
    }

    /// <summary>Follows each trade to its exit: for exit rules that too few trials share to be worth a table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FoldWalk(
        in FoldTask task, in EntryFilter filter, ExitRules rules, PointSeries series, double[] ranges, ref TradeStatistics statistics)
    {
        SidedPrices[] sides = series.Sides;
        ExitLevels levels = rules.UsesAtr ? default : ExitLevels.Of(rules, series, 0);
        bool waits = !rules.ExitOnOpposite;
        int side = task.FirstSide, busyUntil = -1;
        for (int i = 0; i < task.Count; i++, side ^= 1)
        {
            int entry = task.Signals[i] + task.Lag;
            // Where signals do not close, those up to the bar of the exit find the position still open.
            if (entry <= busyUntil || !filter.Permits(side, entry))
                continue;
            bool last = waits || i + 1 == task.Count;
            int next = last ? task.End : task.Signals[i + 1] + task.Lag;
            if (rules.UsesAtr)
                levels = ExitLevels.Of(rules, series, ranges[entry - task.Lag]);
            SidedPrices prices = sides[side];
            int code = ExitWalk.Find(prices, entry, levels, 0, next - entry, out int profit);
            if (code == ExitTable.Never)
            {
                code = (next - entry) << 2;
                profit = (last ? prices.Close[next - 1] : prices.Open[next]) - prices.Open[entry];
            }

            statistics.Add(profit - task.Costs[entry], (code >> 2) + (code & 1));
            if (waits)
                busyUntil = entry + (code >> 2);
        }
    }
}
