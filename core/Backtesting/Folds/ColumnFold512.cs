using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ServerlessTuner.Core.Backtesting.Exits;

namespace ServerlessTuner.Core.Backtesting.Folds;

/// <summary>Adds up the trades of eight signal rules that <see cref="ColumnFold"/> has looked up, with 512-bit vectors.</summary>
internal static unsafe class ColumnFold512
{
    /// <summary>The operations of <see cref="TradeStatistics.Add"/> in eight lanes. Lanes without a trade in a row earn nothing.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void AddUp(long* exits, int* ends, int* needs, int* costs, int* lows, ColumnStarts* starts, int most, ColumnState* into)
    {
        Vector256<int> count = Vector256.Load(starts->Counts), isShort = Vector256.Load(starts->IsShort), index = Vector256<int>.Zero;
        Vector256<int> trades = Vector256.Load(into->Trades), wins = Vector256.Load(into->Wins), held = Vector256.Load(into->Held);
        Vector256<int> run = Vector256.Load(into->LosingRun), longestRun = Vector256.Load(into->LongestLosingRun);
        Vector256<int> longest = Vector256.Load(into->LongestTrade), worstOpen = Vector256.Load(into->WorstOpen);
        Vector512<double> sum = Vector512.Load(into->Sum),
            squares = Vector512.Load(into->Squares),
            losses = Vector512.Load(into->LossSquares);
        Vector512<double> gross = Vector512.Load(into->GrossProfit),
            fall = Vector512.Load(into->Fall),
            deepest = Vector512.Load(into->ClosedDrawdown),
            worstFall = Vector512.Load(into->Drawdown);
        // Lower halves first, then upper ones: one move instead of two conversions.
        Vector512<int> halves = Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15);
        Vector256<int> price = Vector256.Load(starts->Opens);
        Vector256<int> tick = Vector256.Create(starts->TickPoints), middle = Vector256.Create(starts->Middle);
        for (int row = 0; row < most * ColumnState.Lanes; row += ColumnState.Lanes)
        {
            Vector512<int> exit = Avx512F.PermuteVar16x32(Vector512.Load(exits + row).AsInt32(), halves);
            Vector256<int> code = exit.GetLower(), nextPrice = Vector256.Load(ends + row);
            Vector256<int> trade = Vector256.AndNot(
                Vector256.GreaterThan(count, index), Vector256.Equals(code, Vector256.Create(SingleExitTable.Forbidden)));
            // Negative codes end nothing within what is needed.
            Vector256<int> limit = Vector256.Load(needs + row) << 2;
            Vector256<int> own = Vector256.AndNot(Vector256.GreaterThan(limit, code), code >> 31);
            Vector256<int> rise = ((nextPrice - price) ^ isShort) - isShort, cost = Vector256.Load(costs + row);
            Vector256<int> raw = Vector256.ConditionalSelect(own, exit.GetUpper(), rise);
            Vector256<int> low = Vector256.Load(lows + row);
            // Ticks are counted from the middle of all prices.
            low = ((low - isShort) * tick) - (((price - middle) ^ isShort) - isShort);
            Vector256<int> worst = (Vector256.Min(low, raw) - cost) & trade;
            Vector256<int> profit = (raw - cost) & trade;
            code = Vector256.ConditionalSelect(own, code, limit) & trade;

            trades -= trade;
            Vector256<int> bars = (code >>> 2) + (code & Vector256<int>.One);
            held += bars;
            longest = Vector256.Max(longest, bars);
            worstOpen = Vector256.Min(worstOpen, worst);
            wins -= Vector256.GreaterThan(profit, Vector256<int>.Zero);
            Vector256<int> isLoss = profit >> 31;
            run = Vector256.ConditionalSelect(trade, (run - isLoss) & isLoss, run);
            longestRun = Vector256.Max(longestRun, run);
            Vector512<double> value = Avx512F.ConvertToVector512Double(profit);
            Vector512<double> loss = Avx512F.Min(value, Vector512<double>.Zero);
            sum += value;
            squares += value * value;
            losses += loss * loss;
            gross += Avx512F.Max(value, Vector512<double>.Zero);
            worstFall = Avx512F.Max(worstFall, fall - Avx512F.ConvertToVector512Double(worst));
            fall = Avx512F.Max(fall - value, Vector512<double>.Zero);
            deepest = Avx512F.Max(deepest, fall);

            price = nextPrice;
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
        fall.Store(into->Fall);
        deepest.Store(into->ClosedDrawdown);
        worstFall.Store(into->Drawdown);
        longest.Store(into->LongestTrade);
        worstOpen.Store(into->WorstOpen);
    }
}
