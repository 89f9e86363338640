using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ServerlessTuner.Core.Backtesting.Exits;

namespace ServerlessTuner.Core.Backtesting.Folds;

/// <summary><see cref="ColumnFold512"/> with 256-bit vectors: four rules at once.</summary>
internal static unsafe class ColumnFold256
{
    /// <summary>The operations of <see cref="TradeStatistics.Add"/> in four lanes, from <paramref name="half"/> on.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void AddUp(
        long* exits, int* ends, int* needs, int* costs, int* lows, ColumnStarts* starts, int most, int half, ColumnState* into)
    {
        Vector128<int> count = Vector128.Load(starts->Counts + half),
            isShort = Vector128.Load(starts->IsShort + half),
            index = Vector128<int>.Zero;
        Vector128<int> trades = Vector128.Load(into->Trades + half),
            wins = Vector128.Load(into->Wins + half),
            held = Vector128.Load(into->Held + half);
        Vector128<int> run = Vector128.Load(into->LosingRun + half), longestRun = Vector128.Load(into->LongestLosingRun + half);
        Vector128<int> longest = Vector128.Load(into->LongestTrade + half), worstOpen = Vector128.Load(into->WorstOpen + half);
        Vector256<double> sum = Vector256.Load(into->Sum + half),
            squares = Vector256.Load(into->Squares + half),
            losses = Vector256.Load(into->LossSquares + half);
        Vector256<double> gross = Vector256.Load(into->GrossProfit + half),
            fall = Vector256.Load(into->Fall + half),
            deepest = Vector256.Load(into->ClosedDrawdown + half),
            worstFall = Vector256.Load(into->Drawdown + half);
        Vector128<int> price = Vector128.Load(starts->Opens + half);
        Vector128<int> tick = Vector128.Create(starts->TickPoints), middle = Vector128.Create(starts->Middle);
        for (int row = half; row < most * ColumnState.Lanes; row += ColumnState.Lanes)
        {
            Split(exits + row, out Vector128<int> code, out Vector128<int> ownProfit);
            Vector128<int> nextPrice = Vector128.Load(ends + row);
            Vector128<int> trade = Vector128.AndNot(
                Vector128.GreaterThan(count, index), Vector128.Equals(code, Vector128.Create(SingleExitTable.Forbidden)));
            // Negative codes end nothing within what is needed.
            Vector128<int> limit = Vector128.Load(needs + row) << 2;
            Vector128<int> own = Vector128.AndNot(Vector128.GreaterThan(limit, code), code >> 31);
            Vector128<int> rise = ((nextPrice - price) ^ isShort) - isShort, cost = Vector128.Load(costs + row);
            Vector128<int> raw = Vector128.ConditionalSelect(own, ownProfit, rise);
            Vector128<int> low = Vector128.Load(lows + row);
            // Ticks are counted from the middle of all prices.
            low = ((low - isShort) * tick) - (((price - middle) ^ isShort) - isShort);
            Vector128<int> worst = (Vector128.Min(low, raw) - cost) & trade;
            Vector128<int> profit = (raw - cost) & trade;
            code = Vector128.ConditionalSelect(own, code, limit) & trade;

            trades -= trade;
            Vector128<int> bars = (code >>> 2) + (code & Vector128<int>.One);
            held += bars;
            longest = Vector128.Max(longest, bars);
            worstOpen = Vector128.Min(worstOpen, worst);
            wins += (Vector128<int>.Zero - profit) >>> 31;
            Vector128<int> isLoss = profit >> 31;
            run = Vector128.ConditionalSelect(trade, (run - isLoss) & isLoss, run);
            longestRun = Vector128.Max(longestRun, run);
            Vector256<double> value = Avx.ConvertToVector256Double(profit);
            Vector256<double> loss = Avx.Min(value, Vector256<double>.Zero);
            sum += value;
            squares += value * value;
            losses += loss * loss;
            gross += Avx.Max(value, Vector256<double>.Zero);
            worstFall = Avx.Max(worstFall, fall - Avx.ConvertToVector256Double(worst));
            fall = Avx.Max(fall - value, Vector256<double>.Zero);
            deepest = Avx.Max(deepest, fall);

            price = nextPrice;
            isShort = ~isShort;
            index += Vector128<int>.One;
        }

        trades.Store(into->Trades + half);
        held.Store(into->Held + half);
        wins.Store(into->Wins + half);
        run.Store(into->LosingRun + half);
        longestRun.Store(into->LongestLosingRun + half);
        sum.Store(into->Sum + half);
        squares.Store(into->Squares + half);
        losses.Store(into->LossSquares + half);
        gross.Store(into->GrossProfit + half);
        fall.Store(into->Fall + half);
        deepest.Store(into->ClosedDrawdown + half);
        worstFall.Store(into->Drawdown + half);
        longest.Store(into->LongestTrade + half);
        worstOpen.Store(into->WorstOpen + half);
    }

    // The lower and the upper halves of four numbers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split(long* values, out Vector128<int> lower, out Vector128<int> upper)
    {
        Vector256<int> parts = Avx2.PermuteVar8x32(Vector256.Load(values).AsInt32(), Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7));
        (lower, upper) = (parts.GetLower(), parts.GetUpper());
    }
}
