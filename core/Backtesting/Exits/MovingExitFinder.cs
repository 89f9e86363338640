using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ServerlessTuner.Core.Backtesting.Sums;

namespace ServerlessTuner.Core.Backtesting.Exits;

/// <summary>Stops that move: bar by bar, eight rules at a time.</summary>
internal sealed unsafe class MovingExitFinder(ExitGroup group, PointSeries series, SumMarket market, double[] ranges, VectorLevel level)
    : ExitFinder(group, series, market, ranges)
{
    private readonly ExitLevels[] constant =
        [.. group.Rules.Select(rule => rule.UsesAtr ? default : ExitLevels.Of(rule, series, 0))];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(int side, int entry, int from, int until, int* codes, int* profits)
    {
        double range = RangeAt(entry);
        bool usesAtr = Group.Rules[0].UsesAtr;
        if (level != VectorLevel.Scalar && Group.Lanes == ExitGroup.MaxLanes)
        {
            int lowest = Market.Lows.Lowest(side, entry, from);
            ExitLevels* levels = stackalloc ExitLevels[ExitGroup.MaxLanes];
            for (int lane = 0; lane < ExitGroup.MaxLanes; lane++)
                levels[lane] = usesAtr ? ExitLevels.Of(Group.Rules[lane], Series, range) : constant[lane];
            for (int lane = 0; lane < ExitGroup.MaxLanes; lane += Vector256<int>.Count)
                Fill8(Sides[side], entry, from, until, lowest, levels + lane, codes + lane, profits + lane);
            return;
        }

        for (int lane = 0; lane < Group.Lanes; lane++)
        {
            if (codes[lane] < from << 2)
                continue;
            ExitLevels levels = usesAtr ? ExitLevels.Of(Group.Rules[lane], Series, range) : constant[lane];
            int code = ExitWalk.Find(Sides[side], entry, levels, from, until, out int profit);
            if (code < codes[lane])
                (codes[lane], profits[lane]) = (code, profit);
        }
    }

    /// <inheritdoc/>
    /// <remarks>In vectors, how low trades were is found on the way, but for those that end by the time limit.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Settle(int side, int entry, int from, int until, int* row)
    {
        if (level == VectorLevel.Scalar || Group.Lanes != ExitGroup.MaxLanes)
        {
            base.Settle(side, entry, from, until, row);
            return;
        }

        int first = from << 2, end = until == EndOf(entry) ? Never : until << 2, ofExit = -side;
        int[] limits = Group.TimeLimits;
        for (int lane = 0; lane < ExitGroup.MaxLanes; lane++, row++)
        {
            int code = row[0];
            if (code < first || code >= end)
                continue;
            if ((code & 3) == 0 && code >> 2 == limits[lane])
            {
                SettleLate(side, entry, row);
                continue;
            }

            int profit = row[16], cost = Market.CostAt(entry + ((code >> 2) & ofExit));
            row[16] = profit - cost;
            row[32] = Straight.Min(row[32], profit) - cost;
        }
    }

    // Settles a lane that ends by the time limit.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SettleLate(int side, int entry, int* row)
    {
        int code = row[0], profit = row[16], cost = CostOf(side, entry, code);
        row[16] = profit - cost;
        row[32] = Straight.Min(profit, WorstOf(side, entry, ExitTable.BarsBefore(code))) - cost;
    }

    // ExitWalk.Find in eight lanes, with how low prices were before each exit. Time limits are in the codes already.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill8(SidedPrices prices, int entry, int from, int until, int lowest, ExitLevels* levels, int* codes, int* profits)
    {
        Vector256<int> stopDistance = default, targetDistance = default, trailing = default, breakEven = default;
        for (int lane = 0; lane < Vector256<int>.Count; lane++)
        {
            stopDistance = stopDistance.WithElement(lane, levels[lane].Stop);
            targetDistance = targetDistance.WithElement(lane, levels[lane].Target);
            trailing = trailing.WithElement(lane, levels[lane].Trailing);
            breakEven = breakEven.WithElement(lane, levels[lane].BreakEven);
        }

        Vector256<int> code = Vector256.Load(codes), profit = Vector256.Load(profits), worst = Vector256.Load(profits + 16);
        int price = prices.Open(entry), best = price;
        for (int i = 0; i < from; i++)
            best = Math.Max(best, prices.High(entry + i));
        for (int i = from; i < until; i++)
        {
            // All in points from the entry. The stop depends on the best completed bar alone.
            Vector256<int> rise = Vector256.Create(best - price);
            Vector256<int> stop = Vector256.Max(-stopDistance, rise - trailing);
            stop = Vector256.Max(
                stop, Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(rise, breakEven), Vector256<int>.Zero, stop));
            int high = prices.High(entry + i), low = prices.Low(entry + i), before = lowest;
            lowest = Math.Min(lowest, low);
            Vector256<int> isStopped = Vector256.GreaterThanOrEqual(stop, Vector256.Create(low - price));
            Vector256<int> isTarget = Vector256.GreaterThanOrEqual(Vector256.Create(high - price), targetDistance);
            best = Math.Max(best, high);
            Vector256<int> isFirst = (isStopped | isTarget) & Vector256.GreaterThan(code, Vector256.Create((i << 2) | 3));
            if (isFirst == Vector256<int>.Zero)
                continue;

            // Where a bar touches both, the stop counts. A bar that opens beyond the level fills at its open.
            Vector256<int> open = Vector256.Create(prices.Open(entry + i) - price);
            Vector256<int> filled = Vector256.ConditionalSelect(isStopped, stop, targetDistance);
            Vector256<int> isGap = Vector256.ConditionalSelect(
                isStopped, Vector256.GreaterThanOrEqual(stop, open), Vector256.GreaterThanOrEqual(open, targetDistance));
            isGap = i == 0 ? Vector256<int>.Zero : isGap;
            Vector256<int> reason = Vector256.ConditionalSelect(isStopped, Vector256<int>.One, Vector256.Create(3)) + isGap;
            profit = Vector256.ConditionalSelect(isFirst, Vector256.ConditionalSelect(isGap, open, filled), profit);
            code = Vector256.ConditionalSelect(isFirst, Vector256.Create(i << 2) | reason, code);
            // Of a bar within which a target is reached, the worst price may have come first.
            Vector256<int> counts = Vector256.Equals(reason, Vector256.Create(3));
            worst = Vector256.ConditionalSelect(
                isFirst, Vector256.ConditionalSelect(counts, Vector256.Create(lowest - price), Vector256.Create(before - price)), worst);
            if (Vector256.LessThanAll(code, Vector256.Create((i + 1) << 2)))
                break;
        }

        code.Store(codes);
        profit.Store(profits);
        worst.Store(profits + 16);
    }
}
