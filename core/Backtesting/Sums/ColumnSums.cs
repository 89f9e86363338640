using System.Numerics;
using System.Runtime.CompilerServices;
using ServerlessTuner.Core.Backtesting.Exits;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>
/// Adds up the trades of eight signal rules under one exit rule: what is needed of each trade is looked up rule by rule, then
/// all else is done for eight rules at once, in the order and with the operations of <see cref="TradeStatistics.Add"/> in
/// every lane.
/// </summary>
/// <remarks>Looking up is scalar on purpose: gather instructions are slow on processors that are patched against data sampling.</remarks>
internal static unsafe class ColumnSums
{
    /// <summary>Continues <paramref name="state"/> with the trades of up to eight rules that have ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(
        in SumMarket market, Span<SignalRun> runs, SingleExitTable table, Workspace memory, VectorLevel level, ref ColumnState state)
    {
        ColumnStarts starts = default;
        starts.LeastCost = market.LeastCost;
        int most = 0;
        fixed (long* exits = memory.Trades.Exits, ends = memory.Trades.Ends)
        fixed (int* needs = memory.Trades.Needs, worsts = memory.Trades.Worsts)
        fixed (double* falls = memory.Suspects.Falls)
        fixed (int* suspects = memory.Suspects.Trades, meant = memory.Suspects.Lanes)
        fixed (ColumnState* into = &state)
        {
            for (int lane = 0; lane < runs.Length; lane++)
            {
                ref SignalRun run = ref runs[lane];
                if (run.Ended == 0)
                    continue;
                starts.IsShort[lane] = -run.FirstSide;
                starts.Opens[lane] = market.FillAt(run.Signals[0] + market.Lag);
                LookUp(market, ref run, table, exits + lane, ends + lane, needs + lane, worsts + lane);
                starts.Counts[lane] = run.Ended;
                most = Math.Max(most, run.Ended);
            }

            if (most == 0)
                return;
            var rows = new ColumnRows(exits, ends, needs, worsts, falls, suspects, meant);
            if (level == VectorLevel.Avx512)
            {
                int noted = ColumnSums512.AddUp(rows, &starts, most, into);
                LookAt(market, runs, rows, noted, ColumnState.Lanes, 0, into);
                return;
            }

            for (int half = 0; half < ColumnState.Lanes; half += 4)
            {
                int noted = ColumnSums256.AddUp(rows, &starts, most, half, into);
                LookAt(market, runs, rows, noted, 4, half, into);
            }
        }
    }

    // How low suspects were: the last ones first, after which others often no longer matter.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LookAt(
        in SumMarket market, Span<SignalRun> runs, in ColumnRows rows, int count, int lanes, int first, ColumnState* into)
    {
        for (int i = count - 1; i >= 0; i--)
        {
            int row = rows.Suspects[i];
            for (uint bits = (uint)rows.Meant[i]; bits != 0; bits &= bits - 1)
            {
                int bit = BitOperations.TrailingZeroCount(bits), lane = first + bit;
                int place = (row * ColumnState.Lanes) + lane, need = rows.Needs[place], worst = rows.Worsts[place];
                double fall = rows.Falls[(i * lanes) + bit];
                // What ends by itself was as low as its entry says; of the others that is a bound. Negative codes end nothing here.
                if ((uint)rows.Exits[place] >= (uint)need << 2)
                {
                    ref SignalRun run = ref runs[lane];
                    int side = (run.FirstSide ^ row) & 1, entry = run.Signals[row] + market.Lag;
                    long end = rows.Ends[place], start = market.FillAt(entry);
                    int cost = (int)((side == 0 ? start : end) >> 32), price = ((int)start ^ -side) + side;
                    int bound = worst - cost + market.LeastCost;
                    if (fall - bound <= into->Drawdown[lane] && bound >= into->WorstOpen[lane])
                        continue;
                    int rise = (((int)end ^ -side) + side) - price;
                    worst = Math.Min(market.Lows.Lowest(side, entry, need) - price, rise) - cost;
                }

                into->Drawdown[lane] = Math.Max(into->Drawdown[lane], fall - worst);
                into->WorstOpen[lane] = Math.Min(into->WorstOpen[lane], worst);
            }
        }
    }

    // Looks up all trades of one rule.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LookUp(in SumMarket market, ref SignalRun run, SingleExitTable table, long* exits, long* ends, int* needs,
        int* worsts)
    {
        int count = 0, ended = run.Ended, lag = market.Lag;
        // The first signal may be too old to have a place in the table.
        bool isKnown = run.Signals[0] >= table.Oldest;
        while (true)
        {
            if (isKnown)
                count = LookUpKnown(market, ref run, table, count, exits, ends, needs, worsts);
            if (count == ended)
                return;

            // A trade whose exit must be found first, or the last one of the slice.
            bool last = count + 1 == run.Count;
            int signal = run.Signals[count], next = last ? run.SliceEnd - lag : run.Signals[count + 1];
            int row = count * ColumnState.Lanes;
            exits[row] = table.Find(run.FirstSide ^ (count & 1), signal, next - signal, out worsts[row]);
            // The slice ends with the close of its last bar, whose spread a short pays.
            ends[row] = last ? market.CloseAt(next + lag - 1) : market.FillAt(next + lag);
            needs[row] = next - signal;
            count++;
            isKnown = true;
        }
    }

    // From trade number count on as far as all exits are known. Returns the number of the first other trade.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int LookUpKnown(
        in SumMarket market, ref SignalRun run, SingleExitTable table, int count, long* exits, long* ends, int* needs,
        int* worsts)
    {
        int* signal = run.Signals + count;
        int* last = run.Signals + run.Count - 1;
        long* fills = market.Fills.BySignal;
        // One side, and what leads to the other.
        nint other = (nint)ExitTable.Span * (((run.FirstSide ^ count) & 1) == 0 ? 1 : -1);
        long* entries = table.Exits + (other < 0 ? ExitTable.Span : 0);
        int* below = table.Worsts + (other < 0 ? ExitTable.Span : 0);
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
                ends[row] = fills[next];
                needs[row] = (int)need;
                worsts[row] = below[position];
                row += ColumnState.Lanes;
                entries += other;
                below += other;
                other = -other;
                position = next;
            }
            while (++signal != last);
        }

        return (int)(row / ColumnState.Lanes);
    }
}
