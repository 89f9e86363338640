using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Backtesting.Exits;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>
/// Adds up the trades of one signal rule under sixteen exit rules: first what the trades have in common is looked up, then
/// the lanes are added up without a call in the loop, so that all sums stay in registers.
/// </summary>
internal static unsafe class LaneSums
{
    /// <summary>Continues <paramref name="lanes"/> with the trades of <paramref name="run"/> that have ended.</summary>
    /// <returns>How many trades were added, which are in the memory for trades of one rule.</returns>
    public static int Sum(
        in SumMarket market, ref SignalRun run, EntryFilter filter, LaneExitTable table, Workspace memory, VectorLevel level,
        ref LaneStatistics lanes)
    {
        fixed (LaneTrade* trades = memory.LaneTrades)
        fixed (LaneStatistics* into = &lanes)
        {
            int count = LookUp(market, ref run, filter, table, trades);
            into->Trades += count;
            if (count == 0)
                return 0;
            if (level == VectorLevel.Avx512)
            {
                LaneSums512.AddUp(trades, count, into);
                return count;
            }

            for (int first = 0; first < ExitGroup.MaxLanes; first += 8)
                LaneSums256.AddUp(trades, count, first, into);
            return count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int LookUp(in SumMarket market, ref SignalRun run, EntryFilter filter, LaneExitTable table, LaneTrade* trades)
    {
        int ended = run.Ended, lag = market.Lag;
        if (ended == 0)
            return 0;
        LaneTrade* trade = trades;
        int* signals = run.Signals;
        int* cells = table.Cells;
        long* rows = table.Rows;
        long* fills = market.Fills.BySignal;
        TimeBlockLows lows = market.Lows;
        bool filtered = filter.IsNeeded;
        int side = run.FirstSide;
        int next = signals[0];
        // The first signal may be one of an earlier block.
        long nextOpen = market.FillAt(next + lag);
        // The row of a signal of long ago is no longer at hand.
        bool isOld = next < table.Oldest;
        for (int i = 1; i <= ended; i++, side ^= 1, isOld = false)
        {
            int signal = next;
            long open = nextOpen;
            if (i < run.Count)
            {
                next = signals[i];
                nextOpen = fills[next];
            }
            else
            {
                next = run.SliceEnd - lag;
                // With the close of the last bar, whose spread a short pays.
                nextOpen = market.CloseAt(run.SliceEnd - 1);
            }

            if (filtered && !filter.Permits(side, signal + lag))
                continue;
            int need = next - signal;
            long row = isOld ? 0 : rows[(side * LaneExitTable.Span) + signal];
            if ((int)row < need)
                row = table.Extend(side, signal, need);
            int rise = (int)nextOpen - (int)open;
            trade->Row = cells + ((row >> 32) * LaneExitTable.RowSize);
            trade->Limit = need << 2;
            int cost = (int)((side == 0 ? open : nextOpen) >> 32);
            int profit = (rise ^ -side) + side, price = ((int)open ^ -side) + side;
            trade->Profit = profit - cost;
            trade->Worst = Straight.Min(lows.Lowest(side, signal + lag, need) - price, profit) - cost;
            trade->Entry = signal + lag;
            trade->Side = side;
            trade++;
        }

        return (int)(trade - trades);
    }
}
