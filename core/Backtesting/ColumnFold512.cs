using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>Eight signal rules under one exit rule: how far each has been traded, and what it has added up.</summary>
internal unsafe struct ColumnState
{
    /// <summary>How many rules there are.</summary>
    public const int Lanes = 8;

    /// <summary>By lane: the next signal and the first one after the slice, as indices of the list of all signals.</summary>
    public fixed int Next[Lanes], SliceEnd[Lanes];

    /// <summary>By lane all bits set where the next signal is short.</summary>
    public fixed int IsShort[Lanes];

    /// <summary>Integer sums by lane.</summary>
    public fixed int Trades[Lanes], Wins[Lanes], Held[Lanes], LosingRun[Lanes], LongestLosingRun[Lanes];

    /// <summary>Sums of points by lane.</summary>
    public fixed double Sum[Lanes], Squares[Lanes], LossSquares[Lanes], GrossProfit[Lanes], Peak[Lanes], Drawdown[Lanes];

    /// <summary>The statistics of one lane.</summary>
    public readonly TradeStatistics this[int lane] => new()
    {
        Trades = Trades[lane],
        Wins = Wins[lane],
        Sum = Sum[lane],
        SumOfSquares = Squares[lane],
        SumOfLossSquares = LossSquares[lane],
        GrossProfit = GrossProfit[lane],
        Peak = Peak[lane],
        MaxDrawdown = Drawdown[lane],
        BarsHeld = Held[lane],
        LosingRun = LosingRun[lane],
        LongestLosingRun = LongestLosingRun[lane],
    };
}

/// <summary>
/// Adds up the trades of eight signal rules under one exit rule at once, each lane at its own pace, in the order and with
/// the operations of <see cref="TradeStatistics.Add"/>.
/// </summary>
internal static unsafe class ColumnFold512
{
    /// <summary>Continues <paramref name="state"/> with the trades entered in <paramref name="segment"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fold(in FoldMarket market, Segment segment, SingleExitTable table, int* signals, ref ColumnState state)
    {
        long* entries = table.Entries;
        long* opens = market.OpenAndCost;
        Vector256<int> lag = Vector256.Create(market.Lag), bars = Vector256.Create(market.Bars);
        Vector256<int> segmentEnd = Vector256.Create(segment.End), sliceBars = Vector256.Create(segment.SliceEnd);
        Vector256<int> lastClose = Vector256.Create(market.Closes[Math.Max(segment.SliceEnd, 1) - 1]);
        fixed (ColumnState* into = &state)
        {
            Vector256<int> index = Vector256.Load(into->Next), end = Vector256.Load(into->SliceEnd), isShort = Vector256.Load(into->IsShort);
            Vector256<int> trades = Vector256.Load(into->Trades), wins = Vector256.Load(into->Wins), held = Vector256.Load(into->Held);
            Vector256<int> run = Vector256.Load(into->LosingRun), longestRun = Vector256.Load(into->LongestLosingRun);
            Vector512<double> sum = Vector512.Load(into->Sum), squares = Vector512.Load(into->Squares), losses = Vector512.Load(into->LossSquares);
            Vector512<double> gross = Vector512.Load(into->GrossProfit), peak = Vector512.Load(into->Peak), fall = Vector512.Load(into->Drawdown);

            Vector256<int> entry = Avx2.GatherVector256(signals, index, 4) + lag;
            Vector256<int> active = Vector256.LessThan(index, end) & Vector256.LessThan(entry, segmentEnd);
            (Vector256<int> price, Vector256<int> cost) = Gather(opens, entry & active);
            while (active != Vector256<int>.Zero)
            {
                // Where the position turns next, or the slice ends.
                index -= active;
                Vector256<int> turns = Vector256.LessThan(index, end);
                Vector256<int> next = Vector256.ConditionalSelect(turns, Avx2.GatherVector256(signals, index, 4) + lag, sliceBars);
                (Vector256<int> nextPrice, Vector256<int> nextCost) = Gather(opens, next & turns);
                nextPrice = Vector256.ConditionalSelect(turns, nextPrice, lastClose);
                Vector256<int> need = next - entry;

                Vector256<int> place = (entry + (isShort & bars)) & active;
                (Vector256<int> code, Vector256<int> profit) = Gather(entries, place);
                Vector256<int> unknown = active & ~Vector256.GreaterThan(code, Vector256<int>.Zero) & Vector256.GreaterThan(code, -need);
                if (unknown != Vector256<int>.Zero)
                    (code, profit) = Extend(table, unknown, isShort, entry, need, code, profit);

                Vector256<int> trade = active & ~Vector256.Equals(code, Vector256.Create(SingleExitTable.Forbidden));
                Vector256<int> limit = need << 2;
                Vector256<int> own = Vector256.GreaterThan(limit, code) & Vector256.GreaterThan(code, Vector256<int>.Zero);
                Vector256<int> rise = ((nextPrice - price) ^ isShort) - isShort;
                profit = (Vector256.ConditionalSelect(own, profit, rise) - cost) & trade;
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

                // A lane that is done with the segment waits for the others where it is.
                isShort ^= active;
                entry = Vector256.ConditionalSelect(active, next, entry);
                price = Vector256.ConditionalSelect(active, nextPrice, price);
                cost = Vector256.ConditionalSelect(active, nextCost, cost);
                active &= turns & Vector256.LessThan(entry, segmentEnd);
            }

            index.Store(into->Next);
            isShort.Store(into->IsShort);
            trades.Store(into->Trades);
            wins.Store(into->Wins);
            held.Store(into->Held);
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

    // The lower and the upper halves of eight 64-bit numbers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<int> Low, Vector256<int> High) Gather(long* values, Vector256<int> indices)
    {
        Vector512<long> found = Vector512.Create(
            Avx2.GatherVector256(values, indices.GetLower(), 8),
            Avx2.GatherVector256(values, indices.GetUpper(), 8));
        return (Avx512F.ConvertToVector256Int32(found), Avx512F.ConvertToVector256Int32(found >> 32));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Vector256<int> Code, Vector256<int> Profit) Extend(
        SingleExitTable table, Vector256<int> unknown, Vector256<int> isShort, Vector256<int> entry, Vector256<int> need, Vector256<int> code, Vector256<int> profit)
    {
        for (uint lanes = unknown.ExtractMostSignificantBits(); lanes != 0; lanes &= lanes - 1)
        {
            int lane = BitOperations.TrailingZeroCount(lanes);
            long found = table.Extend(isShort[lane] & 1, entry[lane], need[lane]);
            code = code.WithElement(lane, (int)found);
            profit = profit.WithElement(lane, (int)(found >> 32));
        }

        return (code, profit);
    }
}
