using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>What was looked up for the trades of eight signal rules in one segment, as rows of eight.</summary>
internal sealed class ColumnTrades
{
    /// <summary>Exits, as in <see cref="SingleExitTable.Entries"/>.</summary>
    public long[] Exits { get; } = new long[BlockFold.SegmentBars * ColumnState.Lanes];

    /// <summary>Open and cost where the position turns next, or the last close.</summary>
    public long[] Ends { get; } = new long[BlockFold.SegmentBars * ColumnState.Lanes];

    /// <summary>Bars until the position turns next.</summary>
    public int[] Needs { get; } = new int[BlockFold.SegmentBars * ColumnState.Lanes];
}

/// <summary>
/// <see cref="ColumnFold"/> with 512-bit vectors: all that is scalar is the look-up, because gather instructions are slow on
/// processors that are patched against data sampling.
/// </summary>
internal static unsafe class ColumnFold512
{
    /// <summary>Continues <paramref name="state"/> with the trades that up to eight rules enter in a segment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fold(in FoldMarket market, Segment segment, SingleExitTable table, Span<SignalCursor> cursors, ColumnTrades trades, ref ColumnState state)
    {
        int* counts = stackalloc int[ColumnState.Lanes];
        int* isShort = stackalloc int[ColumnState.Lanes];
        long* opens = stackalloc long[ColumnState.Lanes];
        int most = 0;
        fixed (long* exits = trades.Exits, ends = trades.Ends)
        fixed (int* needs = trades.Needs)
        fixed (ColumnState* into = &state)
        {
            for (int lane = 0; lane < cursors.Length; lane++)
            {
                ref SignalCursor cursor = ref cursors[lane];
                if (cursor.Next >= cursor.SliceEnd || cursor.Signals[cursor.Next] + market.Lag >= segment.End)
                    continue;
                isShort[lane] = -(cursor.FirstSide ^ (cursor.Next & 1));
                opens[lane] = market.OpenAndCost[cursor.Signals[cursor.Next] + market.Lag];
                counts[lane] = LookUp(market, segment, table, ref cursor, exits + lane, ends + lane, needs + lane);
                most = Math.Max(most, counts[lane]);
            }

            AddUp(exits, ends, needs, opens, counts, isShort, most, into);
        }
    }

    // Looks up all trades that one rule enters in a segment.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int LookUp(in FoldMarket market, Segment segment, SingleExitTable table, ref SignalCursor cursor, long* exits, long* ends, int* needs)
    {
        int from = cursor.Next, count = 0, lag = market.Lag;
        while (true)
        {
            count = LookUpKnown(market, segment, table, ref cursor, from, count, exits, ends, needs);
            int i = from + count;
            cursor.Next = i;
            if (i >= cursor.SliceEnd || cursor.Signals[i] + lag >= segment.End)
                return count;

            // A trade whose exit must be found first, or the last one of the slice.
            int entry = cursor.Signals[i] + lag, isShort = -(cursor.FirstSide ^ (i & 1));
            bool last = i + 1 == cursor.SliceEnd;
            int next = last ? segment.SliceEnd : cursor.Signals[i + 1] + lag;
            long found = table.Entries[(isShort & market.Bars) + entry];
            if ((uint)-(int)found < (uint)(next - entry))
                found = table.Extend(isShort & 1, entry, next - entry);
            if (!last)
                continue;
            exits[count * ColumnState.Lanes] = found;
            ends[count * ColumnState.Lanes] = (uint)market.Closes[next - 1];
            needs[count * ColumnState.Lanes] = next - entry;
            count++;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int LookUpKnown(
        in FoldMarket market, Segment segment, SingleExitTable table, ref SignalCursor cursor, int from, int count, long* exits, long* ends, int* needs)
    {
        int* signal = cursor.Signals + from + count;
        int* last = cursor.Signals + cursor.SliceEnd - 1;
        long* opens = market.OpenAndCost + market.Lag;
        // One side, and what leads to the other.
        nint other = (nint)market.Bars * ((cursor.FirstSide ^ (from + count)) & 1) * -2 + market.Bars;
        long* entries = table.Entries + market.Lag + (other < 0 ? market.Bars : 0);
        int until = segment.End - market.Lag;
        nint row = (nint)count * ColumnState.Lanes;
        if (signal < last)
        {
            int position = *signal;
            while (position < until)
            {
                int next = signal[1];
                long found = entries[position];
                int need = next - position;
                if ((uint)-(int)found < (uint)need)
                    break;
                exits[row] = found;
                ends[row] = opens[next];
                needs[row] = need;
                row += ColumnState.Lanes;
                entries += other;
                other = -other;
                position = next;
                if (++signal == last)
                    break;
            }
        }

        return (int)(row / ColumnState.Lanes);
    }

    // The operations of TradeStatistics.Add in eight lanes. Lanes without a trade in a row earn nothing.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AddUp(long* exits, long* ends, int* needs, long* opens, int* counts, int* shorts, int most, ColumnState* into)
    {
        Vector256<int> count = Vector256.Load(counts), isShort = Vector256.Load(shorts), index = Vector256<int>.Zero;
        Vector256<int> trades = Vector256.Load(into->Trades), wins = Vector256.Load(into->Wins), held = Vector256.Load(into->Held);
        Vector256<int> run = Vector256.Load(into->LosingRun), longestRun = Vector256.Load(into->LongestLosingRun);
        Vector512<double> sum = Vector512.Load(into->Sum), squares = Vector512.Load(into->Squares), losses = Vector512.Load(into->LossSquares);
        Vector512<double> gross = Vector512.Load(into->GrossProfit), peak = Vector512.Load(into->Peak), fall = Vector512.Load(into->Drawdown);
        Vector512<long> open = Vector512.Load(opens);
        Vector256<int> price = Avx512F.ConvertToVector256Int32(open), cost = Avx512F.ConvertToVector256Int32(open >> 32);
        for (int row = 0; row < most * ColumnState.Lanes; row += ColumnState.Lanes)
        {
            Vector512<long> exit = Vector512.Load(exits + row);
            Vector256<int> code = Avx512F.ConvertToVector256Int32(exit);
            Vector512<long> end = Vector512.Load(ends + row);
            Vector256<int> nextPrice = Avx512F.ConvertToVector256Int32(end);
            Vector256<int> trade = Vector256.AndNot(
                Vector256.GreaterThan(count, index), Vector256.Equals(code, Vector256.Create(SingleExitTable.Forbidden)));
            // Negative codes end nothing within what is needed.
            Vector256<int> limit = Vector256.Load(needs + row) << 2;
            Vector256<int> own = Vector256.AndNot(Vector256.GreaterThan(limit, code), code >> 31);
            Vector256<int> rise = ((nextPrice - price) ^ isShort) - isShort;
            Vector256<int> profit = (Vector256.ConditionalSelect(own, Avx512F.ConvertToVector256Int32(exit >> 32), rise) - cost) & trade;
            code = Vector256.ConditionalSelect(own, code, limit) & trade;

            trades -= trade;
            held += (code >>> 2) + (code & Vector256<int>.One);
            wins += (Vector256<int>.Zero - profit) >>> 31;
            Vector256<int> isLoss = profit >> 31;
            run = Vector256.ConditionalSelect(trade, (run - isLoss) & isLoss, run);
            longestRun = Vector256.Max(longestRun, run);
            Vector512<double> value = Avx512F.ConvertToVector512Double(profit);
            Vector512<double> loss = Avx512F.Min(value, Vector512<double>.Zero);
            sum += value;
            squares += value * value;
            losses += loss * loss;
            gross += Avx512F.Max(value, Vector512<double>.Zero);
            peak = Avx512F.Max(peak, sum);
            fall = Avx512F.Max(fall, peak - sum);

            price = nextPrice;
            cost = Avx512F.ConvertToVector256Int32(end >> 32);
            isShort = ~isShort;
            index += Vector256<int>.One;
        }

        trades.Store(into->Trades);
        held.Store(into->Held);
        wins.Store(into->Wins);
        run.Store(into->LosingRun);
        longestRun.Store(into->LongestLosingRun);
        sum.Store(into->Sum);
        squares.Store(into->Squares);
        losses.Store(into->LossSquares);
        gross.Store(into->GrossProfit);
        peak.Store(into->Peak);
        fall.Store(into->Drawdown);
    }
}
