using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ServerlessTuner.Core.Backtesting.Exits;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>Adds up the trades of eight signal rules that <see cref="ColumnSums"/> has looked up, with 512-bit vectors.</summary>
internal static unsafe class ColumnSums512
{
    /// <summary>
    /// The operations of <see cref="TradeStatistics.Add"/> in eight lanes. Lanes without a trade in a row earn nothing.
    /// How low trades were is left to <see cref="ColumnSums"/>: returns how many rows are noted as suspects.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static int AddUp(in ColumnRows rows, ColumnStarts* starts, int most, ColumnState* into)
    {
        long* exits = rows.Exits, ends = rows.Ends;
        int* needs = rows.Needs, suspects = rows.Suspects, meant = rows.Meant, worsts = rows.Worsts;
        double* falls = rows.Falls;
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
        Vector512<int> open = Avx512F.PermuteVar16x32(Vector512.Load(starts->Opens).AsInt32(), halves);
        Vector256<int> price = open.GetLower(), entryCost = open.GetUpper();
        int noted = 0;
        Vector256<int> leastCost = Vector256.Create(starts->LeastCost);
        for (int row = 0; row < most * ColumnState.Lanes; row += ColumnState.Lanes)
        {
            Vector512<int> exit = Avx512F.PermuteVar16x32(Vector512.Load(exits + row).AsInt32(), halves);
            Vector512<int> end = Avx512F.PermuteVar16x32(Vector512.Load(ends + row).AsInt32(), halves);
            Vector256<int> code = exit.GetLower(), nextPrice = end.GetLower(), nextCost = end.GetUpper();
            Vector256<int> trade = Vector256.AndNot(
                Vector256.GreaterThan(count, index), Vector256.Equals(code, Vector256.Create(SingleExitTable.Forbidden)));
            // Negative codes end nothing within what is needed.
            Vector256<int> limit = Vector256.Load(needs + row) << 2;
            Vector256<int> own = Vector256.AndNot(Vector256.GreaterThan(limit, code), code >> 31);
            // A long pays the spread of its entry, a short that of its exit, which an own exit has paid already.
            Vector256<int> rise = ((nextPrice - price) ^ isShort) - isShort;
            Vector256<int> cost = Vector256.ConditionalSelect(isShort, nextCost, entryCost);
            Vector256<int> profit = Vector256.ConditionalSelect(own, exit.GetUpper(), rise - cost) & trade;
            code = Vector256.ConditionalSelect(own, code, limit) & trade;

            // How low it was at most: a trade that ends with the signal pays its costs in addition.
            Vector256<int> lowest = (Vector256.Load(worsts + row) - Vector256.AndNot(cost - leastCost, own)) & trade;

            trades -= trade;
            Vector256<int> bars = (code >>> 2) + (code & Vector256<int>.One);
            held += bars;
            longest = Vector256.Max(longest, bars);
            worstOpen = Vector256.Min(worstOpen, profit);
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
            fall.Store(falls + (noted * 8));
            Vector512<double> bound = fall - Avx512F.ConvertToVector512Double(lowest);
            fall = Avx512F.Max(fall - value, Vector512<double>.Zero);
            deepest = Avx512F.Max(deepest, fall);
            worstFall = Avx512F.Max(worstFall, fall);
            int matter = (int)(Vector512.GreaterThan(bound, worstFall).ExtractMostSignificantBits()
                | Vector256.LessThan(lowest, worstOpen).ExtractMostSignificantBits());
            (suspects[noted], meant[noted]) = (row / ColumnState.Lanes, matter);
            // One more where any lane is meant, without a branch.
            noted += (int)((uint)-matter >> 31);

            price = nextPrice;
            entryCost = nextCost;
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
        return noted;
    }
}
