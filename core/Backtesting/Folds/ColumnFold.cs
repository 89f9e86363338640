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
        in FoldMarket market, Span<SignalRun> runs, SingleExitTable table, Workspace memory, VectorLevel level, ref ColumnState state)
    {
        ColumnStarts starts = default;
        int most = 0;
        fixed (long* exits = memory.Trades.Exits, ends = memory.Trades.Ends)
        fixed (int* needs = memory.Trades.Needs)
        fixed (double* falls = memory.Suspects.Falls, bounds = memory.Suspects.Bounds)
        fixed (int* suspects = memory.Suspects.Trades, meant = memory.Suspects.Lanes, lowest = memory.Suspects.Lowest)
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
                starts.Unknown |= (run.IsCarried && !IsBounded(table.Bounds, exits[lane], needs[lane]) ? 1 : 0) << lane;
                most = Math.Max(most, run.Ended);
            }

            if (most == 0)
                return;
            starts.OwnFloor = table.Bounds.OwnFloor;
            var rows = new ColumnRows(exits, ends, needs, falls, bounds, suspects, meant, lowest);
            if (level == VectorLevel.Avx512)
            {
                int noted = ColumnFold512.AddUp(rows, &starts, most, table.Bounds, into);
                LookAt(market, runs, rows, noted, ColumnState.Lanes, 0, into);
                return;
            }

            for (int half = 0; half < ColumnState.Lanes; half += 4)
            {
                int noted = ColumnFold256.AddUp(rows, &starts, most, half, table.Bounds, into);
                LookAt(market, runs, rows, noted, 4, half, into);
            }
        }
    }

    // Whether bounds hold for a trade that is carried over: not for the cost of an exit at an open, which may have been long ago.
    private static bool IsBounded(ExitBounds bounds, long found, int need) =>
        bounds.HoldsForCarried && ((found & 1) != 0 || (uint)found >= (uint)need << 2);

    // How low suspects were: the last ones first, before which others often no longer matter.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LookAt(
        in FoldMarket market, Span<SignalRun> runs, in ColumnRows rows, int count, int lanes, int first, ColumnState* into)
    {
        for (int i = count - 1; i >= 0; i--)
        {
            double* bounds = rows.Bounds + (i * lanes);
            double* falls = rows.Falls + (i * lanes);
            int row = rows.Suspects[i];
            for (uint bits = (uint)rows.Meant[i]; bits != 0; bits &= bits - 1)
            {
                int bit = BitOperations.TrailingZeroCount(bits), lane = first + bit;
                // Above the drawdown by now, or meant for another reason.
                if (bounds[bit] <= into->Drawdown[lane] && (rows.Lowest[i] >> bit & 1) == 0)
                    continue;
                ref SignalRun run = ref runs[lane];
                int place = (row * ColumnState.Lanes) + lane, need = rows.Needs[place], side = (run.FirstSide ^ row) & 1;
                int entry = run.Signals[row] + market.Lag;
                long found = rows.Exits[place], end = rows.Ends[place], start = market.OpenAndCost[entry];
                // Negative codes end nothing within what is needed.
                int code = (int)Math.Min((uint)found, (uint)need << 2), price = ((int)start ^ -side) + side;
                bool own = code < need << 2;
                int cost = side == 0 ? (int)(start >> 32) : own ? market.CostAt(entry + (code >> 2)) : (int)(end >> 32);
                int profit = own ? (int)(found >> 32) : (((int)end ^ -side) + side) - price - cost;
                int worst = Math.Min(market.Lows.Lowest(side, entry, ExitTable.BarsBefore(code)) - price - cost, profit);
                into->Drawdown[lane] = Math.Max(into->Drawdown[lane], falls[bit] - worst);
                into->WorstOpen[lane] = Math.Min(into->WorstOpen[lane], worst);
            }
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
            // The slice ends with the close of its last bar, whose spread a short pays.
            ends[row] = last
                ? (market.OpenAndCost[next + lag - 1] & ~0xFFFF_FFFFL) | (uint)market.Closes[next + lag - 1]
                : market.OpenAndCost[next + lag];
            needs[row] = next - signal;
            count++;
            isKnown = true;
        }
    }

    // From trade number count on as far as all exits are known. Returns the number of the first other trade.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int LookUpKnown(
        in FoldMarket market, ref SignalRun run, SingleExitTable table, int count, long* exits, long* ends, int* needs)
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
