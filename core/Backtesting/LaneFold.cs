using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>A trade of one signal rule, the same under all exit rules but for its exit.</summary>
internal unsafe struct LaneTrade
{
    /// <summary>Codes and profits of its own exits, as in <see cref="LaneExitTable"/>.</summary>
    public int* Row;

    /// <summary>The code that own exits must be below: four times the bars until the position turns.</summary>
    public int Limit;

    /// <summary>The profit in points where the position turns.</summary>
    public int Profit;

    /// <summary>The cost in points.</summary>
    public int Cost;
}

/// <summary>
/// Adds up the trades of one signal rule under sixteen exit rules: first what the trades have in common is looked up, then
/// the lanes are added up without a call in the loop, so that all sums stay in registers.
/// </summary>
internal static unsafe class LaneFold
{
    /// <summary>Continues <paramref name="lanes"/> with the trades entered in <paramref name="segment"/>.</summary>
    public static void Fold(
        in FoldMarket market, Segment segment, EntryFilter filter, LaneExitTable table, ref SignalCursor cursor, LaneTrade[] buffer, VectorLevel level, ref LaneStatistics lanes)
    {
        fixed (LaneTrade* trades = buffer)
        fixed (LaneStatistics* into = &lanes)
        {
            int count = LookUp(market, segment, filter, table, ref cursor, trades);
            if (count == 0)
                return;
            if (level == VectorLevel.Avx512)
            {
                LaneFold512.AddUp(trades, count, into);
                return;
            }

            LaneFold256.AddUp(trades, count, 0, into);
            LaneFold256.AddUp(trades, count, 8, into);
            into->Trades += count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int LookUp(in FoldMarket market, Segment segment, EntryFilter filter, LaneExitTable table, ref SignalCursor cursor, LaneTrade* trades)
    {
        int i = cursor.Next, sliceEnd = cursor.SliceEnd, lag = market.Lag;
        int* signals = cursor.Signals;
        if (i >= sliceEnd || signals[i] + lag >= segment.End)
            return 0;
        LaneTrade* trade = trades;
        int* cells = table.Cells;
        long* rows = table.Rows;
        long* opens = market.OpenAndCost;
        bool filtered = filter.IsNeeded;
        int side = cursor.FirstSide ^ (i & 1);
        int next = signals[i] + lag;
        long nextOpen = opens[next];
        for (bool more = true; more; side ^= 1)
        {
            int entry = next;
            long open = nextOpen;
            if (++i < sliceEnd)
            {
                next = signals[i] + lag;
                nextOpen = opens[next];
                more = next < segment.End;
            }
            else
            {
                next = segment.SliceEnd;
                nextOpen = market.Closes[next - 1];
                more = false;
            }

            if (filtered && !filter.Permits(side, entry))
                continue;
            int need = next - entry;
            long row = rows[(side * market.Bars) + entry];
            if ((int)row < need)
                row = table.Extend(side, entry, need);
            int rise = (int)nextOpen - (int)open;
            trade->Row = cells + ((row >> 32) * 32);
            trade->Limit = need << 2;
            trade->Profit = (rise ^ -side) + side;
            trade->Cost = (int)(open >> 32);
            trade++;
        }

        cursor.Next = i;
        return (int)(trade - trades);
    }
}
