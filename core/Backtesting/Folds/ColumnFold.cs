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
    public static void Fold(in FoldMarket market, Span<SignalRun> runs, SingleExitTable table, ColumnTrades trades, VectorLevel level, ref ColumnState state)
    {
        ColumnStarts starts = default;
        int most = 0;
        fixed (long* exits = trades.Exits, ends = trades.Ends)
        fixed (int* needs = trades.Needs)
        fixed (ColumnState* into = &state)
        {
            for (int lane = 0; lane < runs.Length; lane++)
            {
                ref SignalRun run = ref runs[lane];
                if (run.Ended == 0)
                    continue;
                starts.IsShort[lane] = -run.FirstSide;
                starts.Opens[lane] = market.OpenAndCost[run.Signals[0] + market.Lag];
                LookUp(market, ref run, table, exits + lane, ends + lane, needs + lane);
                starts.Counts[lane] = run.Ended;
                most = Math.Max(most, run.Ended);
            }

            if (most == 0)
                return;
            if (level == VectorLevel.Avx512)
            {
                ColumnFold512.AddUp(exits, ends, needs, &starts, most, into);
                return;
            }

            ColumnFold256.AddUp(exits, ends, needs, &starts, most, 0, into);
            ColumnFold256.AddUp(exits, ends, needs, &starts, most, 4, into);
        }
    }

    // Looks up all trades of one rule.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LookUp(in FoldMarket market, ref SignalRun run, SingleExitTable table, long* exits, long* ends, int* needs)
    {
        int count = 0, ended = run.Ended, lag = market.Lag;
        // The first signal may be too old to have a place in the table.
        bool isKnown = run.Signals[0] >= table.Oldest;
        while (true)
        {
            if (isKnown)
                count = LookUpKnown(market, ref run, table, count, exits, ends, needs);
            if (count == ended)
                return;

            // A trade whose exit must be found first, or the last one of the slice.
            bool last = count + 1 == run.Count;
            int signal = run.Signals[count], next = last ? run.SliceEnd - lag : run.Signals[count + 1];
            int row = count * ColumnState.Lanes;
            exits[row] = table.Find(run.FirstSide ^ (count & 1), signal, next - signal);
            ends[row] = last ? (uint)market.Closes[next + lag - 1] : market.OpenAndCost[next + lag];
            needs[row] = next - signal;
            count++;
            isKnown = true;
        }
    }

    // From trade number count on as far as all exits are known. Returns the number of the first other trade.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int LookUpKnown(in FoldMarket market, ref SignalRun run, SingleExitTable table, int count, long* exits, long* ends, int* needs)
    {
        int* signal = run.Signals + count;
        int* last = run.Signals + run.Count - 1;
        long* opens = market.OpenAndCost + market.Lag;
        // One side, and what leads to the other.
        nint other = (nint)ExitTable.Span * (((run.FirstSide ^ count) & 1) == 0 ? 1 : -1);
        long* entries = table.Exits + (other < 0 ? ExitTable.Span : 0);
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
                exits[row] = found;
                ends[row] = opens[next];
                needs[row] = (int)need;
                row += ColumnState.Lanes;
                entries += other;
                other = -other;
                position = next;
            }
            while (++signal != last);
        }

        return (int)(row / ColumnState.Lanes);
    }
}
