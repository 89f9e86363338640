using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ServerlessTuner.Core.Backtesting.Sums;

namespace ServerlessTuner.Core.Backtesting.Exits;

/// <summary>Stops and targets that stay where they are: the first touch of every level, 64 bars at a time, in ticks.</summary>
/// <remarks>
/// A target is touched where the other side would touch a stop: what is touched is always at or below a level. What follows
/// from a touch is computed without branches, because they would be guessed wrongly too often.
/// </remarks>
internal sealed unsafe partial class FixedExitFinder<TCompare> : ExitFinder
    where TCompare : struct, ICompare
{
    // Sixteen, and one for those who have none; in eights.
    private const int Levels = 24;

    private readonly TickPrices prices;
    private readonly int[] fixedPoints = GC.AllocateArray<int>(2 * Levels, pinned: true);
    private readonly int[] fixedTicks = new int[2 * Levels];
    private readonly bool allHaveStop;
    private readonly bool allHaveTarget;

    // Whether distances depend on the entry.
    private readonly bool varies;

    /// <summary>Prepares the levels that are the same at every entry.</summary>
    public FixedExitFinder(ExitGroup group, PointSeries series, TickPrices prices, SumMarket market, double[] ranges)
        : base(group, series, market, ranges)
    {
        this.prices = prices;
        varies = group.Shape.StopInAtr || group.Shape.TargetInAtr;
        allHaveStop = !group.StopSlots.Contains(group.Stops.Length);
        allHaveTarget = !group.TargetSlots.Contains(group.Targets.Length);
        for (int i = 0; i < group.Stops.Length && !group.Shape.StopInAtr; i++)
            (fixedPoints[i], fixedTicks[i]) = ((int)group.Stops[i], prices.DistanceOf((int)group.Stops[i]));
        for (int i = 0; i < group.Targets.Length && !group.Shape.TargetInAtr; i++)
            (fixedPoints[Levels + i], fixedTicks[Levels + i]) = ((int)group.Targets[i], prices.DistanceOf((int)group.Targets[i]));
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(int side, int entry, int from, int until, int* codes, int* profits)
    {
        int* scratch = stackalloc int[6 * Levels];
        short* levels = stackalloc short[2 * Levels];
        int* stopCodes = scratch, targetCodes = scratch + Levels;
        int stops = Group.Stops.Length, targets = Group.Targets.Length;
        fixed (int* points = fixedPoints, ticks = fixedTicks)
        {
            int* inPoints = points, inTicks = ticks;
            if (varies)
            {
                inPoints = scratch + (2 * Levels);
                inTicks = scratch + (4 * Levels);
                Measure(RangeAt(entry), inPoints, inTicks);
            }

            short* opens = prices.Opens(side) + entry, lows = prices.Lows(side) + entry;
            short* otherOpens = prices.Opens(1 - side) + entry, otherLows = prices.Lows(1 - side) + entry;
            PlaceLevels(*opens, inTicks, stops, levels);
            PlaceLevels(*otherOpens, inTicks + Levels, targets, levels + Levels);

            // Levels are in order of distance: those touched come first.
            int stop = 0, target = 0;
            for (int offset = from; offset < until; offset += 64)
            {
                TCompare.Touch(lows + offset, opens + offset, levels + stop, stops - stop, (offset << 2) + 1, stopCodes + stop);
                TCompare.Touch(
                    otherLows + offset,
                    otherOpens + offset,
                    levels + Levels + target,
                    targets - target,
                    (offset << 2) + 3,
                    targetCodes + target);
                int untouched = (offset + 64) << 2;
                while (stop < stops && stopCodes[stop] < untouched)
                    stop++;
                while (target < targets && targetCodes[target] < untouched)
                    target++;
                // A lane's target no longer counts after its stop, nor the other way round.
                if ((stop == stops && (target == targets || allHaveStop)) || (target == targets && allHaveTarget))
                    break;
            }

            new Span<int>(stopCodes + stop, stops - stop + 1).Fill(-1);
            new Span<int>(targetCodes + target, targets - target + 1).Fill(-1);
            if (typeof(TCompare) == typeof(Compare512) && Group.Lanes == ExitGroup.MaxLanes)
                Merge512(stopCodes, targetCodes, inPoints, Sides[side], entry, codes, profits);
            else
                Merge(stopCodes, targetCodes, inPoints, inPoints + Levels, Sides[side], entry, codes, profits);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PlaceLevels(short open, int* ticks, int count, short* levels)
    {
        for (nint i = 0; i < count; i += Vector256<int>.Count)
        {
            Vector256<int> level = Vector256.Max(
                Vector256.Create((int)open) - Vector256.Load(ticks + i), Vector256.Create((int)short.MinValue));
            Vector128.Narrow(level.GetLower(), level.GetUpper()).Store(levels + i);
        }
    }

    // The distances of the levels from the entry.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Measure(double range, int* points, int* ticks)
    {
        fixedPoints.CopyTo(new Span<int>(points, 2 * Levels));
        fixedTicks.CopyTo(new Span<int>(ticks, 2 * Levels));
        for (int i = 0; i < Group.Stops.Length && Group.Shape.StopInAtr; i++)
            (points[i], ticks[i]) = Distance(Group.Stops[i] * range);
        for (int i = 0; i < Group.Targets.Length && Group.Shape.TargetInAtr; i++)
            (points[Levels + i], ticks[Levels + i]) = Distance(Group.Targets[i] * range);

        (int Points, int Ticks) Distance(double distance)
        {
            int rounded = PointSeries.ToDistance(distance);
            return (rounded, prices.DistanceOf(rounded));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Merge(
        int* stopCodes, int* targetCodes, int* stopPoints, int* targetPoints, SidedPrices sided, int entry, int* codes, int* profits)
    {
        ExitGroup rules = Group;
        for (int lane = 0; lane < rules.Lanes; lane++)
        {
            int stopSlot = rules.StopSlots[lane], targetSlot = rules.TargetSlots[lane];
            uint code = Math.Min((uint)stopCodes[stopSlot], (uint)targetCodes[targetSlot]);
            if (code >= (uint)codes[lane])
                continue;
            codes[lane] = (int)code;
            profits[lane] = (code & 1) == 0 ? sided.Open(entry + (int)(code >> 2)) - sided.Open(entry)
                : (code & 2) == 0 ? -stopPoints[stopSlot] : targetPoints[targetSlot];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Merge512(int* stopCodes, int* targetCodes, int* points, SidedPrices sided, int entry, int* codes, int* profits)
    {
        // Where there are sixteen levels, which leave no room for "none", every lane has one.
        Vector512<int> stopSlots = Vector512.LoadUnsafe(ref Group.StopSlots[0]);
        Vector512<int> targetSlots = Vector512.LoadUnsafe(ref Group.TargetSlots[0]);
        Vector512<uint> stop = Avx512F.PermuteVar16x32(Vector512.Load(stopCodes), stopSlots).AsUInt32();
        Vector512<uint> target = Avx512F.PermuteVar16x32(Vector512.Load(targetCodes), targetSlots).AsUInt32();
        Vector512<uint> before = Vector512.Load(codes).AsUInt32();
        Vector512<uint> code = Vector512.Min(stop, target);
        Vector512<int> isNew = Vector512.LessThan(code, before).AsInt32();
        Vector512<int> profit = Vector512.ConditionalSelect(
            Vector512.LessThan(target, stop).AsInt32(),
            Avx512F.PermuteVar16x32(Vector512.Load(points + Levels), targetSlots),
            Vector512<int>.Zero - Avx512F.PermuteVar16x32(Vector512.Load(points), stopSlots));
        Vector512.Min(code, before).AsInt32().Store(codes);
        Vector512.ConditionalSelect(isNew, profit, Vector512.Load(profits)).Store(profits);
        Vector512<uint> isAtOpen = Vector512.Equals(code & Vector512<uint>.One, Vector512<uint>.Zero);
        ulong atOpen = (isNew.AsUInt32() & isAtOpen).ExtractMostSignificantBits();
        for (; atOpen != 0; atOpen &= atOpen - 1)
        {
            int lane = BitOperations.TrailingZeroCount(atOpen);
            profits[lane] = sided.Open(entry + (codes[lane] >> 2)) - sided.Open(entry);
        }
    }
}
