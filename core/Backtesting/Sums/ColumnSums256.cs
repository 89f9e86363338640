using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ServerlessTuner.Core.Backtesting.Exits;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary><see cref="ColumnSums512"/> with 256-bit vectors: four rules at once.</summary>
internal static unsafe class ColumnSums256
{
    /// <summary>
    /// The operations of <see cref="TradeStatistics.Add"/> in four lanes, from <paramref name="half"/> on. Returns how many rows are noted
    /// as suspects.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static int AddUp(in ColumnRows rows, ColumnStarts* starts, int most, int half, ColumnState* into)
    {
        long* exits = rows.Exits, ends = rows.Ends;
        int* needs = rows.Needs, suspects = rows.Suspects, meant = rows.Meant, worsts = rows.Worsts;
        double* falls = rows.Falls;
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
        Split(starts->Opens + half, out Vector128<int> price, out Vector128<int> entryCost);
        int noted = 0;
        Vector128<int> leastCost = Vector128.Create(starts->LeastCost);
        for (int row = half; row < most * ColumnState.Lanes; row += ColumnState.Lanes)
        {
            Split(exits + row, out Vector128<int> code, out Vector128<int> ownProfit);
            Split(ends + row, out Vector128<int> nextPrice, out Vector128<int> nextCost);
            Vector128<int> trade = Vector128.AndNot(
                Vector128.GreaterThan(count, index), Vector128.Equals(code, Vector128.Create(SingleExitTable.Forbidden)));
            // Negative codes end nothing within what is needed.
            Vector128<int> limit = Vector128.Load(needs + row) << 2;
            Vector128<int> own = Vector128.AndNot(Vector128.GreaterThan(limit, code), code >> 31);
            Vector128<int> rise = ((nextPrice - price) ^ isShort) - isShort;
            Vector128<int> cost = Vector128.ConditionalSelect(isShort, nextCost, entryCost);
            Vector128<int> profit = Vector128.ConditionalSelect(own, ownProfit, rise - cost) & trade;
            code = Vector128.ConditionalSelect(own, code, limit) & trade;
            // How low it was at most: a trade that ends with the signal pays its costs in addition.
            Vector128<int> lowest = (Vector128.Load(worsts + row) - Vector128.AndNot(cost - leastCost, own)) & trade;

            trades -= trade;
            Vector128<int> bars = (code >>> 2) + (code & Vector128<int>.One);
            held += bars;
            longest = Vector128.Max(longest, bars);
            worstOpen = Vector128.Min(worstOpen, profit);
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
            fall.Store(falls + (noted * 4));
            Vector256<double> bound = fall - Avx.ConvertToVector256Double(lowest);
            fall = Avx.Max(fall - value, Vector256<double>.Zero);
            deepest = Avx.Max(deepest, fall);
            worstFall = Avx.Max(worstFall, fall);
            int matter = (int)(Vector256.GreaterThan(bound, worstFall).ExtractMostSignificantBits()
                | Vector128.LessThan(lowest, worstOpen).ExtractMostSignificantBits());
            (suspects[noted], meant[noted]) = (row / ColumnState.Lanes, matter);
            // One more where any lane is meant, without a branch.
            noted += (int)((uint)-matter >> 31);

            price = nextPrice;
            entryCost = nextCost;
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
        return noted;
    }

    // The lower and the upper halves of four numbers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split(long* values, out Vector128<int> lower, out Vector128<int> upper)
    {
        Vector256<int> parts = Avx2.PermuteVar8x32(Vector256.Load(values).AsInt32(), Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7));
        (lower, upper) = (parts.GetLower(), parts.GetUpper());
    }
}
