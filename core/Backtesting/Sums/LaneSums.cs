using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
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
        fixed (double* falls = memory.Suspects.Falls)
        fixed (int* bounds = memory.Suspects.Bounds, suspects = memory.Suspects.Trades, meant = memory.Suspects.Lanes)
        fixed (LaneStatistics* into = &lanes)
        {
            int count = LookUp(market, ref run, filter, table, trades);
            into->Trades += count;
            if (count == 0)
                return 0;
            var rows = new LaneRows(trades, falls, bounds, suspects, meant);
            if (level == VectorLevel.Avx512)
            {
                int noted = LaneSums512.AddUp(rows, count, table.Bounds, into);
                LookAt(market, table.Bounds.Moves, rows, noted, ExitGroup.MaxLanes, 0, into);
                return count;
            }

            for (int first = 0; first < ExitGroup.MaxLanes; first += 8)
            {
                int noted = LaneSums256.AddUp(rows, count, first, table.Bounds, into);
                LookAt(market, table.Bounds.Moves, rows, noted, 8, first, into);
            }

            return count;
        }
    }

    // How low suspects were: the last ones first, after which others often no longer matter.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LookAt(in SumMarket market, bool moves, in LaneRows rows, int count, int lanes, int first, LaneStatistics* into)
    {
        TimeBlockLows lows = market.Lows;
        // First all comparisons with what was added up, then what changes it: a wide load waits for narrow stores.
        for (int i = 0; i < count; i++)
        {
            int meant = rows.Meant[i];
            rows.Meant[i] = (meant & Suspects.Unbounded) != 0 ? meant & 0xFFFF
                : meant & StillMatter(rows.Falls + (i * lanes), rows.Bounds + (i * lanes), lanes, first, into);
        }

        for (int i = count - 1; i >= 0; i--)
        {
            uint bits = (uint)rows.Meant[i];
            if (bits == 0)
                continue;
            LaneTrade* trade = rows.Trades + rows.Suspects[i];
            int side = trade->Side, entry = trade->Entry, price = ((int)market.OpenAndCost[entry] ^ -side) + side;
            for (; bits != 0; bits &= bits - 1)
            {
                int bit = BitOperations.TrailingZeroCount(bits), lane = first + bit, code = trade->Row[lane], cost = trade->Cost;
                int profit = trade->Profit;
                if (code < trade->Limit)
                {
                    cost = market.CostAt(side == 0 ? entry : entry + (code >> 2));
                    profit = trade->Row[lane + 16];
                }

                code = Straight.Min(code, trade->Limit);
                int worst = moves && code < trade->Limit
                    ? trade->Row[lane + 32]
                    : Straight.Min(lows.Lowest(side, entry, ExitTable.BarsBefore(code)) - price - cost, profit);
                into->Drawdown[lane] = Math.Max(into->Drawdown[lane], rows.Falls[(i * lanes) + bit] - worst);
                into->WorstOpen[lane] = Straight.Min(into->WorstOpen[lane], worst);
            }
        }
    }

    // The lanes in which a trade may matter after what was looked at before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int StillMatter(double* falls, int* bounds, int lanes, int first, LaneStatistics* into)
    {
        uint matter = 0;
        for (int lane = 0; lane < lanes; lane += Vector256<double>.Count)
        {
            Vector128<int> bound = Vector128.Load(bounds + lane);
            Vector256<double> possible = Vector256.Load(falls + lane) - Avx.ConvertToVector256Double(bound);
            matter |= (Vector256.GreaterThan(possible, Vector256.Load(into->Drawdown + first + lane)).ExtractMostSignificantBits()
                | Vector128.LessThan(bound, Vector128.Load(into->WorstOpen + first + lane)).ExtractMostSignificantBits()) << lane;
        }

        return (int)matter;
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
        long* opens = market.OpenAndCost + lag;
        bool isCarried = run.IsCarried;
        int unknown = isCarried && !table.Bounds.HoldsForCarried ? Suspects.Unbounded | 0xFFFF : 0;
        bool filtered = filter.IsNeeded;
        int side = run.FirstSide;
        int next = signals[0];
        long nextOpen = opens[next];
        // The row of a signal of long ago is no longer at hand.
        bool isOld = next < table.Oldest;
        for (int i = 1; i <= ended; i++, side ^= 1, isOld = false, unknown = 0)
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
            trade->Row = cells + ((row >> 32) * LaneExitTable.RowSize);
            trade->Limit = need << 2;
            int cost = (int)((side == 0 ? open : nextOpen) >> 32);
            trade->Profit = ((rise ^ -side) + side) - cost;
            trade->Cost = cost;
            trade->Entry = signal + lag;
            trade->Side = side;
            trade->Unknown = unknown;
            trade++;
        }

        return (int)(trade - trades);
    }
}
