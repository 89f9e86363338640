using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Portfolio;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>Adds up the trades of one trial at a time.</summary>
internal static unsafe class ScalarSums
{
    /// <summary>Looks exits up in one lane of a table.</summary>
    public static void SumLane(
        in SumMarket market, ref SignalRun run, EntryFilter filter, LaneExitTable table, int lane, TradeLog? log,
        ref TradeStatistics statistics)
    {
        for (int i = 0; i < run.Ended; i++)
        {
            Entry entry = EntryAt(market, ref run, i);
            if (!filter.Permits(entry.Side, entry.Bar))
                continue;
            int signal = run.Signals[i];
            long row = signal < table.Oldest ? 0 : table.Rows[(entry.Side * ExitTable.Span) + signal];
            if ((int)row < entry.Need)
                row = table.Extend(entry.Side, signal, entry.Need);
            int* cell = table.Cells + ((row >> 32) * LaneExitTable.RowSize) + lane;
            Add(market, entry, cell[0], cell[ExitGroup.MaxLanes], log, ref statistics);
        }
    }

    /// <summary>Looks exits up in a table of their own.</summary>
    public static void SumSingle(
        in SumMarket market, ref SignalRun run, SingleExitTable table, TradeLog? log, ref TradeStatistics statistics)
    {
        for (int i = 0; i < run.Ended; i++)
        {
            Entry entry = EntryAt(market, ref run, i);
            long found = table.Find(entry.Side, run.Signals[i], entry.Need, out _);
            int code = (int)found;
            if (code != SingleExitTable.Forbidden)
                Add(market, entry, code < 0 ? ExitFinder.Never : code, (int)(found >> 32), log, ref statistics);
        }
    }

    /// <summary>Follows each trade to its exit: for exit rules that too few trials share to be worth a table.</summary>
    public static void SumWalk(
        in SumMarket market, ref SignalRun run, ExitRules rules, PointSeries series, double[] ranges, TradeLog? log, ref SoloTrial trial)
    {
        EntryFilter filter = EntryFilter.Of(rules, series, market.Lag);
        SidedPrices[] sides = series.Sides;
        ExitLevels levels = rules.UsesAtr ? default : ExitLevels.Of(rules, series, 0);
        // Where signals do not close, a trade need not wait for the next one.
        bool closes = rules.ExitOnOpposite;
        int from = run.IsCarried && !closes ? 1 : 0, until = closes ? run.Ended : run.Count;
        for (int i = from; i < until; i++)
        {
            Entry entry = EntryAt(market, ref run, i);
            if ((!closes && entry.Bar <= trial.BusyUntil) || !filter.Permits(entry.Side, entry.Bar))
                continue;
            if (!closes)
            {
                entry.Need = run.SliceEnd - entry.Bar;
                entry.Last = run.SliceEnd - 1;
                entry.Rise = series.Close[run.SliceEnd - 1] - series.Open[entry.Bar];
            }

            if (rules.UsesAtr)
                levels = ExitLevels.Of(rules, series, ranges[entry.Bar - market.Lag]);
            int code = ExitWalk.Find(sides[entry.Side], entry.Bar, levels, 0, entry.Need, out int profit);
            profit -= code < entry.Need << 2 ? market.CostAt(entry.Side == 0 ? entry.Bar : entry.Bar + (code >> 2)) : 0;
            Add(market, entry, code, profit, log, ref trial.Statistics);
            trial.BusyUntil = entry.Bar + (Math.Min(code, entry.Need << 2) >> 2);
        }

        // A slice starts flat.
        if (run.Closes)
            trial.BusyUntil = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Entry EntryAt(in SumMarket market, ref SignalRun run, int i)
    {
        int bar = run.Signals[i] + market.Lag;
        bool last = i + 1 == run.Count;
        int next = last ? run.SliceEnd : run.Signals[i + 1] + market.Lag;
        return new Entry
        {
            Bar = bar,
            Side = run.FirstSide ^ (i & 1),
            Need = next - bar,
            Rise = (last ? market.Closes[next - 1] : market.Opens[next]) - market.Opens[bar],
            Last = last ? next - 1 : next,
        };
    }

    // A trade whose own exit, if it has one, is known after costs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(in SumMarket market, Entry entry, int code, int profit, TradeLog? log, ref TradeStatistics statistics)
    {
        int limit = entry.Need << 2;
        bool own = code < limit;
        code = own ? code : limit;
        int cost = market.CostAt(entry.Side == 0 ? entry.Bar : Math.Min(entry.Bar + (code >> 2), entry.Last));
        profit = own ? profit : (entry.Side == 0 ? entry.Rise : -entry.Rise) - cost;
        int price = market.Opens[entry.Bar];
        int lowest = market.Lows.Lowest(entry.Side, entry.Bar, ExitTable.BarsBefore(code));
        int worst = Math.Min(lowest - (entry.Side == 0 ? price : -price) - cost, profit);
        Count(entry, code, profit, worst, log, ref statistics);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Count(Entry entry, int code, int profit, int worst, TradeLog? log, ref TradeStatistics statistics)
    {
        statistics.Add(profit, worst, (code >> 2) + (code & 1));
        if (log is null)
            return;
        int exit = entry.Bar + (code >> 2);
        // Where a slice ends, the trade ends with the close of its last bar.
        ExitMoment moment = exit > entry.Last || (code & 3) == 3 ? ExitMoment.Late : (code & 3) == 1 ? ExitMoment.Stop : ExitMoment.Open;
        log.Add(new LoggedTrade(entry.Bar, Math.Min(exit, entry.Last), profit, worst, entry.Side, moment));
    }

    private struct Entry
    {
        public int Bar, Side, Need, Rise;

        // The bar in which the trade ends at the latest.
        public int Last;
    }
}
