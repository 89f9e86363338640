using System.Numerics;
using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Backtesting.Exits;

namespace ServerlessTuner.Core.Backtesting.Folds;

/// <summary>
/// Adds up the trades of one signal rule under sixteen exit rules: first what the trades have in common is looked up, then
/// the lanes are added up without a call in the loop, so that all sums stay in registers.
/// </summary>
internal static unsafe class LaneFold
{
    /// <summary>Continues <paramref name="lanes"/> with the trades of <paramref name="run"/> that have ended.</summary>
    public static void Fold(
        in FoldMarket market, ref SignalRun run, EntryFilter filter, LaneExitTable table, Workspace memory, VectorLevel level,
        ref LaneStatistics lanes)
    {
        fixed (LaneTrade* trades = memory.LaneTrades)
        fixed (double* falls = memory.Suspects.Falls)
        fixed (int* suspects = memory.Suspects.Trades, meant = memory.Suspects.Lanes)
        fixed (LaneStatistics* into = &lanes)
        {
            int count = LookUp(market, ref run, filter, table, trades);
            into->Trades += count;
            if (count == 0)
                return;
            if (level == VectorLevel.Avx512)
            {
                int noted = LaneFold512.AddUp(trades, count, table.Bounds, into, falls, suspects, meant);
                LookAt(market, trades, noted, ExitGroup.MaxLanes, 0, into, falls, suspects, meant);
                return;
            }

            for (int first = 0; first < ExitGroup.MaxLanes; first += 8)
            {
                int noted = LaneFold256.AddUp(trades, count, first, table.Bounds, into, falls, suspects, meant);
                LookAt(market, trades, noted, 8, first, into, falls, suspects, meant);
            }
        }
    }

    // How low suspects were that ended by themselves: the last ones first, before which others often no longer matter.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LookAt(
        in FoldMarket market, LaneTrade* trades, int count, int lanes, int first, LaneStatistics* into, double* falls,
        int* suspects, int* meant)
    {
        PieceLows lows = market.Lows;
        for (int i = count - 1; i >= 0; i--)
        {
            LaneTrade* trade = trades + suspects[i];
            int side = trade->Side, entry = trade->Entry, price = ((int)market.OpenAndCost[entry] ^ -side) + side;
            for (uint bits = (uint)meant[i]; bits != 0; bits &= bits - 1)
            {
                int bit = BitOperations.TrailingZeroCount(bits), lane = first + bit, code = trade->Row[lane];
                double fall = falls[(i * lanes) + bit];
                if (code >= trade->Limit || (fall - trade->OwnWorst <= into->Drawdown[lane] && trade->OwnWorst >= into->WorstOpen[lane]))
                    continue;
                int cost = market.CostAt(side == 0 ? entry : entry + (code >> 2));
                int worst = Math.Min(lows.Lowest(side, entry, ExitTable.BarsBefore(code)) - price - cost, trade->Row[lane + 16]);
                into->Drawdown[lane] = Math.Max(into->Drawdown[lane], fall - worst);
                into->WorstOpen[lane] = Math.Min(into->WorstOpen[lane], worst);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int LookUp(in FoldMarket market, ref SignalRun run, EntryFilter filter, LaneExitTable table, LaneTrade* trades)
    {
        int ended = run.Ended, lag = market.Lag;
        if (ended == 0)
            return 0;
        LaneTrade* trade = trades;
        int* signals = run.Signals;
        int* cells = table.Cells;
        long* rows = table.Rows;
        long* opens = market.OpenAndCost + lag;
        bool isCarried = run.IsCarried;
        int unknown = isCarried && !table.Bounds.HoldsForCarried ? (1 << ExitGroup.MaxLanes) - 1 : 0, rowSize = table.RowSize;
        int mostCost = isCarried ? market.Lows.MostCostSoFar : market.Lows.MostCost;
        bool filtered = filter.IsNeeded;
        int side = run.FirstSide;
        int next = signals[0];
        long nextOpen = opens[next];
        // The row of a signal of long ago is no longer at hand.
        bool isOld = next < table.Oldest;
        for (int i = 1; i <= ended; i++, side ^= 1, isOld = false, unknown = 0, mostCost = market.Lows.MostCost)
        {
            int signal = next;
            long open = nextOpen;
            if (i < run.Count)
            {
                next = signals[i];
                nextOpen = opens[next];
            }
            else
            {
                next = run.SliceEnd - lag;
                // With the close of the last bar, whose spread a short pays.
                nextOpen = (opens[next - 1] & ~0xFFFFFFFFL) | (uint)market.Closes[run.SliceEnd - 1];
            }

            if (filtered && !filter.Permits(side, signal + lag))
                continue;
            int need = next - signal;
            long row = isOld ? 0 : rows[(side * LaneExitTable.Span) + signal];
            if ((int)row < need)
                row = table.Extend(side, signal, need);
            int rise = (int)nextOpen - (int)open;
            trade->Row = cells + ((row >> 32) * rowSize);
            trade->Limit = need << 2;
            int cost = (int)((side == 0 ? open : nextOpen) >> 32), profit = ((rise ^ -side) + side) - cost;
            int dip = market.Lows.Lowest(side, signal + lag, need) - (((int)open ^ -side) + side);
            trade->Profit = profit;
            trade->Worst = Straight.Min(dip - cost, profit);
            trade->OwnCost = side == 0 ? cost : mostCost;
            trade->OwnWorst = dip - trade->OwnCost;
            trade->Entry = signal + lag;
            trade->Side = side;
            trade->Unknown = unknown;
            trade++;
        }

        return (int)(trade - trades);
    }
}
