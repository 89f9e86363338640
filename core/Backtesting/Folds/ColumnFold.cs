using System.Numerics;
using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Backtesting.Exits;

namespace ServerlessTuner.Core.Backtesting.Folds;

/// <summary>
/// Adds up the trades of eight signal rules under one exit rule: what is needed of each trade is looked up rule by rule, then
/// all else is done for eight rules at once, in the order and with the operations of <see cref="TradeStatistics.Add"/> in
/// every lane.
/// </summary>
/// <remarks>Looking up is scalar on purpose: gather instructions are slow on processors that are patched against data sampling.</remarks>
internal static unsafe class ColumnFold
{
    /// <summary>Continues <paramref name="state"/> with the trades of up to eight rules that have ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fold(
        in FoldMarket market, Span<SignalRun> runs, SingleExitTable table, ColumnTrades trades, VectorLevel level, ref ColumnState state)
    {
        ColumnStarts starts = default;
        (starts.TickPoints, starts.Middle) = (market.Lows.Points, market.Lows.Middle);
        int most = 0;
        fixed (long* exits = trades.Exits)
        fixed (int* ends = trades.Ends, needs = trades.Needs, costs = trades.Costs, lows = trades.Lows)
        fixed (ColumnState* into = &state)
        {
            for (int lane = 0; lane < runs.Length; lane++)
            {
                ref SignalRun run = ref runs[lane];
                if (run.Ended == 0)
                    continue;
                starts.IsShort[lane] = -run.FirstSide;
                starts.Opens[lane] = (int)market.OpenAndCost[run.Signals[0] + market.Lag];
                LookUp(market, ref run, table, exits + lane, ends + lane, needs + lane, costs + lane, lows + lane);
                starts.Counts[lane] = run.Ended;
                most = Math.Max(most, run.Ended);
            }

            if (most == 0)
                return;
            if (level == VectorLevel.Avx512)
            {
                ColumnFold512.AddUp(exits, ends, needs, costs, lows, &starts, most, into);
                return;
            }

            ColumnFold256.AddUp(exits, ends, needs, costs, lows, &starts, most, 0, into);
            ColumnFold256.AddUp(exits, ends, needs, costs, lows, &starts, most, 4, into);
        }
    }

    // Looks up all trades of one rule.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LookUp(
        in FoldMarket market, ref SignalRun run, SingleExitTable table, long* exits, int* ends, int* needs, int* costs, int* lows)
    {
        int count = 0, ended = run.Ended, lag = market.Lag;
        // The first signal may be too old to have a place in the tables.
        bool isKnown = run.Signals[0] >= table.Oldest && market.Lows.Holds(run.Signals[0], lag);
        while (true)
        {
            if (isKnown)
                count = LookUpKnown(market, ref run, table, count, exits, ends, needs, costs, lows);
            if (count == ended)
                return;

            // A trade whose exit must be found first, or the last one of the slice.
            bool last = count + 1 == run.Count;
            int signal = run.Signals[count], next = last ? run.SliceEnd - lag : run.Signals[count + 1];
            int row = count * ColumnState.Lanes;
            int side = run.FirstSide ^ (count & 1), need = next - signal;
            long found = table.Find(side, signal, need);
            // The slice ends with the close of its last bar.
            int code = (int)Math.Min((uint)found, (uint)need << 2);
            int lastBar = last ? next - 1 : next, exit = Math.Min(signal + (code >> 2), lastBar);
            exits[row] = found;
            ends[row] = last ? market.Closes[lastBar + lag] : (int)market.OpenAndCost[next + lag];
            needs[row] = need;
            costs[row] = market.CostAt((side == 0 ? signal : exit) + lag);
            lows[row] = market.Lows.TicksOf(side, market.Lows.Lowest(side, signal + lag, ExitTable.BarsBefore(code)));
            count++;
            isKnown = count < ended && market.Lows.Holds(run.Signals[count], lag);
        }
    }

    // From trade number count on as far as all exits are known. Returns the number of the first other trade.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int LookUpKnown(
        in FoldMarket market, ref SignalRun run, SingleExitTable table, int count, long* exits, int* ends, int* needs, int* costs,
        int* lows)
    {
        int* signal = run.Signals + count;
        int* last = run.Signals + run.Count - 1;
        long* opens = market.OpenAndCost + market.Lag;
        // One side, and what leads to the other.
        int side = (run.FirstSide ^ count) & 1;
        nint other = (nint)ExitTable.Span * (side == 0 ? 1 : -1);
        long* entries = table.Exits + (side == 0 ? 0 : ExitTable.Span);
        short* below = market.Lows.Table(side) + market.Lag;
        nint otherBelow = (nint)(market.Lows.Table(side ^ 1) - market.Lows.Table(side));
        // A long pays the spread of its entry, a short that of its exit.
        int ofExit = -side;
        nint row = (nint)count * ColumnState.Lanes;
        if (signal < last)
        {
            nint position = *signal;
            do
            {
                nint next = signal[1];
                long found = entries[position];
                uint need = (uint)(next - position);
                if ((uint)-(int)found < need)
                    break;
                // Negative codes are large ones.
                int code = (int)Straight.Min((uint)found, need << 2), bars = code >> 2, length = ExitTable.BarsBefore(code);
                int zeros = BitOperations.LeadingZeroCount((uint)length);
                short* worst = below + position - ((nint)zeros * PieceLows.Stride);
                exits[row] = found;
                ends[row] = (int)opens[next];
                needs[row] = (int)need;
                costs[row] = (int)(opens[position + (bars & ofExit)] >> 32);
                // The lower of two numbers of 16 bits, without a branch.
                int low = worst[length - PieceLows.Half(zeros)], difference = worst[0] - low;
                lows[row] = low + (difference & (difference >> 31));
                row += ColumnState.Lanes;
                entries += other;
                other = -other;
                below += otherBelow;
                otherBelow = -otherBelow;
                ofExit = ~ofExit;
                position = next;
            }
            while (++signal != last);
        }

        return (int)(row / ColumnState.Lanes);
    }
}
