using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary><see cref="LaneSums512"/> with 256-bit vectors: eight exit rules at once.</summary>
internal static unsafe class LaneSums256
{
    /// <summary>Continues statistics of eight lanes, from <paramref name="firstLane"/> on, with some trades; does not count them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddUp(LaneTrade* trades, int count, int firstLane, LaneStatistics* into)
    {
        int* ints = into->Wins + firstLane;
        double* doubles = into->Sum + firstLane;
        Vector256<int> wins = Vector256.Load(ints);
        Vector256<int> held = Vector256.Load(ints + 16);
        Vector256<int> run = Vector256.Load(ints + 32);
        Vector256<int> longestRun = Vector256.Load(ints + 48);
        Vector256<int> longest = Vector256.Load(ints + 64), worstOpen = Vector256.Load(ints + 80);
        Vector256<double> sum0 = Vector256.Load(doubles), sum1 = Vector256.Load(doubles + 4);
        Vector256<double> squares0 = Vector256.Load(doubles + 16), squares1 = Vector256.Load(doubles + 20);
        Vector256<double> losses0 = Vector256.Load(doubles + 32), losses1 = Vector256.Load(doubles + 36);
        Vector256<double> gross0 = Vector256.Load(doubles + 48), gross1 = Vector256.Load(doubles + 52);
        Vector256<double> fall0 = Vector256.Load(doubles + 64), fall1 = Vector256.Load(doubles + 68);
        Vector256<double> deepest0 = Vector256.Load(doubles + 80), deepest1 = Vector256.Load(doubles + 84);
        Vector256<double> worstFall0 = Vector256.Load(doubles + 96), worstFall1 = Vector256.Load(doubles + 100);
        LaneTrade* end = trades + count;
        for (LaneTrade* trade = trades; trade < end; trade++)
        {
            Vector256<int> limit = Vector256.Create(trade->Limit);
            Vector256<int> code = Vector256.Load(trade->Row + firstLane);
            Vector256<int> own = Vector256.LessThan(code, limit);
            Vector256<int> profit = Vector256.ConditionalSelect(
                own, Vector256.Load(trade->Row + firstLane + 16), Vector256.Create(trade->Profit));
            code = Vector256.Min(code, limit);
            Vector256<int> within = code & Vector256<int>.One;
            Vector256<int> bars = (code >>> 2) + within;
            held += bars;
            longest = Vector256.Max(longest, bars);
            wins += (Vector256<int>.Zero - profit) >>> 31;
            Vector256<int> isLoss = profit >> 31;
            run = (run - isLoss) & isLoss;
            longestRun = Vector256.Max(longestRun, run);

            Vector256<double> profit0 = Avx.ConvertToVector256Double(profit.GetLower());
            Vector256<double> profit1 = Avx.ConvertToVector256Double(profit.GetUpper());
            Vector256<double> loss0 = Avx.Min(profit0, Vector256<double>.Zero);
            Vector256<double> loss1 = Avx.Min(profit1, Vector256<double>.Zero);
            sum0 += profit0;
            sum1 += profit1;
            squares0 += profit0 * profit0;
            squares1 += profit1 * profit1;
            losses0 += loss0 * loss0;
            losses1 += loss1 * loss1;
            gross0 += Avx.Max(profit0, Vector256<double>.Zero);
            gross1 += Avx.Max(profit1, Vector256<double>.Zero);
            Vector256<int> worst = Vector256.ConditionalSelect(
                own, Vector256.Load(trade->Row + firstLane + 32), Vector256.Create(trade->Worst));
            worstOpen = Vector256.Min(worstOpen, worst);
            worstFall0 = Avx.Max(worstFall0, fall0 - Avx.ConvertToVector256Double(worst.GetLower()));
            worstFall1 = Avx.Max(worstFall1, fall1 - Avx.ConvertToVector256Double(worst.GetUpper()));
            fall0 = Avx.Max(fall0 - profit0, Vector256<double>.Zero);
            deepest0 = Avx.Max(deepest0, fall0);
            fall1 = Avx.Max(fall1 - profit1, Vector256<double>.Zero);
            deepest1 = Avx.Max(deepest1, fall1);
        }

        wins.Store(ints);
        held.Store(ints + 16);
        run.Store(ints + 32);
        longestRun.Store(ints + 48);
        sum0.Store(doubles);
        sum1.Store(doubles + 4);
        squares0.Store(doubles + 16);
        squares1.Store(doubles + 20);
        losses0.Store(doubles + 32);
        losses1.Store(doubles + 36);
        gross0.Store(doubles + 48);
        gross1.Store(doubles + 52);
        fall0.Store(doubles + 64);
        fall1.Store(doubles + 68);
        deepest0.Store(doubles + 80);
        deepest1.Store(doubles + 84);
        worstFall0.Store(doubles + 96);
        worstFall1.Store(doubles + 100);
        longest.Store(ints + 64);
        worstOpen.Store(ints + 80);
    }
}
