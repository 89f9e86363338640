using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>Stops and targets that stay where they are: the first touch of every level, 64 bars at a time.</summary>
/// <remarks>Bars that may touch a level are found in 16 bits, 32 to a vector; the first of them is then looked at exactly.</remarks>
internal sealed unsafe class FixedExitFinder<TCompare> : ExitFinder
    where TCompare : struct, ICompare
{
    private readonly int[] fixedDistances = new int[2 * ExitGroup.MaxLanes];
    private readonly bool allHaveStop;
    private readonly bool allHaveTarget;

    /// <summary>Prepares the levels that are the same at every entry.</summary>
    public FixedExitFinder(ExitGroup group, PointSeries series, int lag, double[] ranges)
        : base(group, series, lag, ranges)
    {
        for (int i = 0; i < group.Stops.Length && !group.Shape.StopInAtr; i++)
            fixedDistances[i] = (int)group.Stops[i];
        for (int i = 0; i < group.Targets.Length && !group.Shape.TargetInAtr; i++)
            fixedDistances[ExitGroup.MaxLanes + i] = (int)group.Targets[i];
        allHaveStop = !group.StopSlots.Contains(group.Stops.Length);
        allHaveTarget = !group.TargetSlots.Contains(group.Targets.Length);
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(int side, int entry, int from, int until, int* codes, int* profits)
    {
        ExitGroup rules = Group;
        SidedPrices prices = Sides[side];
        int price = prices.Open(entry);
        int stops = rules.Stops.Length, targets = rules.Targets.Length;
        int* distances = stackalloc int[2 * ExitGroup.MaxLanes];
        // One code more than levels: the one of those who have no level.
        int* stopCodes = stackalloc int[2 * (ExitGroup.MaxLanes + 1)];
        int* targetCodes = stopCodes + ExitGroup.MaxLanes + 1;
        new Span<int>(stopCodes, stops + 1).Fill(Never);
        new Span<int>(targetCodes, targets + 1).Fill(Never);
        Measure(entry, distances);
        for (int offset = from; offset < until; offset += 64)
        {
            short* lows = prices.CoarseLow + entry + offset;
            short* highs = prices.CoarseHigh + entry + offset;
            for (int i = 0; i < stops; i++)
            {
                int level = price - distances[i];
                ulong touched = TCompare.AtOrBelow(lows, prices.Coarse(level));
                int at = offset + BitOperations.TrailingZeroCount(touched);
                while (prices.Low(entry + at) > level && touched != 0)
                {
                    touched &= touched - 1;
                    at = offset + BitOperations.TrailingZeroCount(touched);
                }

                stopCodes[i] = Math.Min(stopCodes[i], CodeOf(touched, at, prices.Open(entry + at) - level, 1));
            }

            for (int i = 0; i < targets; i++)
            {
                int level = price + distances[ExitGroup.MaxLanes + i];
                ulong touched = TCompare.AtOrAbove(highs, prices.Coarse(level));
                int at = offset + BitOperations.TrailingZeroCount(touched);
                while (prices.High(entry + at) < level && touched != 0)
                {
                    touched &= touched - 1;
                    at = offset + BitOperations.TrailingZeroCount(touched);
                }

                targetCodes[i] = Math.Min(targetCodes[i], CodeOf(touched, at, level - prices.Open(entry + at), 3));
            }

            // Levels are in order of distance: with the last one all are touched. A lane's target does not count after its stop.
            bool noStops = stops == 0 || stopCodes[stops - 1] != Never, noTargets = targets == 0 || targetCodes[targets - 1] != Never;
            if ((noStops && (noTargets || allHaveStop)) || (noTargets && allHaveTarget))
                break;
        }

        if (typeof(TCompare) == typeof(Compare512) && rules.Lanes == ExitGroup.MaxLanes)
            Merge512(stopCodes, targetCodes, distances, entry, prices, codes, profits);
        else
            Merge(stopCodes, targetCodes, distances, entry, prices, codes, profits);
    }

    // The code of a touch at a bar; by arithmetic, because a branch would be guessed wrongly too often. The bar opens beyond the
    // level where the distance from the level to its open is not positive.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CodeOf(ulong touched, int at, int distance, int reason)
    {
        int isGap = ((distance - 1) & -at) >>> 31;
        int isTouched = (int)((long)(touched | (0 - touched)) >> 63);
        return (((at << 2) | reason) - isGap) & isTouched | (Never & ~isTouched);
    }

    // The distances of the levels from the entry, in points: stops, then targets.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Measure(int entry, int* distances)
    {
        fixedDistances.AsSpan().CopyTo(new Span<int>(distances, 2 * ExitGroup.MaxLanes));
        if (!Group.Shape.StopInAtr && !Group.Shape.TargetInAtr)
            return;
        double range = RangeAt(entry);
        for (int i = 0; i < Group.Stops.Length && Group.Shape.StopInAtr; i++)
            distances[i] = PointSeries.ToDistance(Group.Stops[i] * range);
        for (int i = 0; i < Group.Targets.Length && Group.Shape.TargetInAtr; i++)
            distances[ExitGroup.MaxLanes + i] = PointSeries.ToDistance(Group.Targets[i] * range);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Merge(int* stopCodes, int* targetCodes, int* distances, int entry, SidedPrices prices, int* codes, int* profits)
    {
        ExitGroup rules = Group;
        for (int lane = 0; lane < rules.Lanes; lane++)
        {
            int stopSlot = rules.StopSlots[lane], targetSlot = rules.TargetSlots[lane];
            int code = Math.Min(stopCodes[stopSlot], targetCodes[targetSlot]);
            if (code >= codes[lane])
                continue;
            codes[lane] = code;
            profits[lane] = (code & 1) == 0 ? prices.Open(entry + (code >> 2)) - prices.Open(entry)
                : (code & 2) == 0 ? -distances[stopSlot] : distances[ExitGroup.MaxLanes + targetSlot];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Merge512(int* stopCodes, int* targetCodes, int* distances, int entry, SidedPrices prices, int* codes, int* profits)
    {
        Vector512<int> stopSlots = Vector512.LoadUnsafe(ref Group.StopSlots[0]);
        Vector512<int> targetSlots = Vector512.LoadUnsafe(ref Group.TargetSlots[0]);
        // With sixteen levels nobody is without one.
        Vector512<int> stop = Avx512F.PermuteVar16x32(Vector512.Load(stopCodes), stopSlots);
        Vector512<int> target = Avx512F.PermuteVar16x32(Vector512.Load(targetCodes), targetSlots);
        Vector512<int> before = Vector512.Load(codes);
        Vector512<int> code = Vector512.Min(stop, target);
        Vector512<int> isNew = Vector512.LessThan(code, before);
        Vector512<int> profit = Vector512.ConditionalSelect(
            Vector512.LessThan(target, stop),
            Avx512F.PermuteVar16x32(Vector512.Load(distances + ExitGroup.MaxLanes), targetSlots),
            Vector512<int>.Zero - Avx512F.PermuteVar16x32(Vector512.Load(distances), stopSlots));
        Vector512.ConditionalSelect(isNew, code, before).Store(codes);
        Vector512.ConditionalSelect(isNew, profit, Vector512.Load(profits)).Store(profits);
        ulong atOpen = isNew.ExtractMostSignificantBits() & Vector512.Equals(code & Vector512<int>.One, Vector512<int>.Zero).ExtractMostSignificantBits();
        for (; atOpen != 0; atOpen &= atOpen - 1)
        {
            int lane = BitOperations.TrailingZeroCount(atOpen);
            profits[lane] = prices.Open(entry + (codes[lane] >> 2)) - prices.Open(entry);
        }
    }
}
