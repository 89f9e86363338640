using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>
/// Adds up the trades of one signal rule under sixteen exit rules at once, in the order and with the operations of
/// <see cref="TradeStatistics.Add"/> in every lane.
/// </summary>
internal static unsafe class LaneSums512
{
    /// <summary>Continues statistics with some trades.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddUp(LaneTrade* trades, int count, LaneStatistics* into)
    {
        Vector512<int> wins = Vector512.Load(into->Wins);
        Vector512<int> held = Vector512.Load(into->Held);
        Vector512<int> run = Vector512.Load(into->LosingRun);
        Vector512<int> longestRun = Vector512.Load(into->LongestLosingRun);
        Vector512<int> longest = Vector512.Load(into->LongestTrade), worstOpen = Vector512.Load(into->WorstOpen);
        Vector512<double> sum0 = Vector512.Load(into->Sum), sum1 = Vector512.Load(into->Sum + 8);
        Vector512<double> squares0 = Vector512.Load(into->Squares), squares1 = Vector512.Load(into->Squares + 8);
        Vector512<double> losses0 = Vector512.Load(into->LossSquares), losses1 = Vector512.Load(into->LossSquares + 8);
        Vector512<double> gross0 = Vector512.Load(into->GrossProfit), gross1 = Vector512.Load(into->GrossProfit + 8);
        Vector512<double> fall0 = Vector512.Load(into->Fall), fall1 = Vector512.Load(into->Fall + 8);
        Vector512<double> deepest0 = Vector512.Load(into->ClosedDrawdown), deepest1 = Vector512.Load(into->ClosedDrawdown + 8);
        Vector512<double> worstFall0 = Vector512.Load(into->Drawdown), worstFall1 = Vector512.Load(into->Drawdown + 8);
        LaneTrade* end = trades + count;
        for (LaneTrade* trade = trades; trade < end; trade++)
        {
            // A lane ends by itself where its code lies before the next signal; the others end there.
            Vector512<int> limit = Vector512.Create(trade->Limit);
            Vector512<int> code = Vector512.Load(trade->Row);
            Vector512<int> own = Vector512.LessThan(code, limit);
            Vector512<int> profit = Vector512.ConditionalSelect(own, Vector512.Load(trade->Row + 16), Vector512.Create(trade->Profit));
            code = Vector512.Min(code, limit);
            Vector512<int> within = code & Vector512<int>.One;
            Vector512<int> bars = (code >>> 2) + within;

            held += bars;
            longest = Vector512.Max(longest, bars);
            wins += (Vector512<int>.Zero - profit) >>> 31;
            Vector512<int> isLoss = profit >> 31;
            run = (run - isLoss) & isLoss;
            longestRun = Vector512.Max(longestRun, run);

            Vector512<double> profit0 = Avx512F.ConvertToVector512Double(profit.GetLower());
            Vector512<double> profit1 = Avx512F.ConvertToVector512Double(profit.GetUpper());
            Vector512<double> loss0 = Avx512F.Min(profit0, Vector512<double>.Zero);
            Vector512<double> loss1 = Avx512F.Min(profit1, Vector512<double>.Zero);
            sum0 += profit0;
            sum1 += profit1;
            squares0 += profit0 * profit0;
            squares1 += profit1 * profit1;
            losses0 += loss0 * loss0;
            losses1 += loss1 * loss1;
            gross0 += Avx512F.Max(profit0, Vector512<double>.Zero);
            gross1 += Avx512F.Max(profit1, Vector512<double>.Zero);

            Vector512<int> worst = Vector512.ConditionalSelect(own, Vector512.Load(trade->Row + 32), Vector512.Create(trade->Worst));
            worstOpen = Vector512.Min(worstOpen, worst);
            worstFall0 = Avx512F.Max(worstFall0, fall0 - Avx512F.ConvertToVector512Double(worst.GetLower()));
            worstFall1 = Avx512F.Max(worstFall1, fall1 - Avx512F.ConvertToVector512Double(worst.GetUpper()));
            fall0 = Avx512F.Max(fall0 - profit0, Vector512<double>.Zero);
            deepest0 = Avx512F.Max(deepest0, fall0);
            fall1 = Avx512F.Max(fall1 - profit1, Vector512<double>.Zero);
            deepest1 = Avx512F.Max(deepest1, fall1);
        }

        wins.Store(into->Wins);
        held.Store(into->Held);
        run.Store(into->LosingRun);
        longestRun.Store(into->LongestLosingRun);
        sum0.Store(into->Sum);
        sum1.Store(into->Sum + 8);
        squares0.Store(into->Squares);
        squares1.Store(into->Squares + 8);
        losses0.Store(into->LossSquares);
        losses1.Store(into->LossSquares + 8);
        gross0.Store(into->GrossProfit);
        gross1.Store(into->GrossProfit + 8);
        fall0.Store(into->Fall);
        fall1.Store(into->Fall + 8);
        deepest0.Store(into->ClosedDrawdown);
        deepest1.Store(into->ClosedDrawdown + 8);
        worstFall0.Store(into->Drawdown);
        worstFall1.Store(into->Drawdown + 8);
        longest.Store(into->LongestTrade);
        worstOpen.Store(into->WorstOpen);
    }
}
