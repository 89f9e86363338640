using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>Stops and targets that stay where they are: the first touch of every level, 64 bars at a time, in ticks.</summary>
/// <remarks>
/// Shorts look at complements (−x − 1) of prices, and so do targets as opposed to stops: what is touched is then always at or
/// below a level. What follows from a touch is computed without branches, because they would be guessed wrongly too often.
/// </remarks>
internal sealed unsafe class FixedExitFinder<TCompare> : ExitFinder
    where TCompare : struct, ICompare
{
    // Sixteen, and one for those who have none; in eights.
    private const int Levels = 24;

    private readonly TickPrices prices;
    private readonly int[] fixedPoints = new int[2 * Levels];
    private readonly int[] fixedTicks = new int[2 * Levels];
    private readonly bool allHaveStop;
    private readonly bool allHaveTarget;

    /// <summary>Prepares the levels that are the same at every entry.</summary>
    public FixedExitFinder(ExitGroup group, PointSeries series, TickPrices prices, int lag, double[] ranges)
        : base(group, series, lag, ranges)
    {
        this.prices = prices;
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
        int* scratch = stackalloc int[8 * Levels];
        int* wideLevels = scratch + (6 * Levels);
        short* levels = stackalloc short[2 * Levels];
        int* stopCodes = scratch, targetCodes = scratch + Levels;
        int stops = Group.Stops.Length, targets = Group.Targets.Length;
        fixed (int* points = fixedPoints, ticks = fixedTicks)
        {
            int* inPoints = points, inTicks = ticks;
            if (Group.Shape.StopInAtr || Group.Shape.TargetInAtr)
            {
                inPoints = scratch + (2 * Levels);
                inTicks = scratch + (4 * Levels);
                Measure(RangeAt(entry), inPoints, inTicks);
            }

            short isShort = (short)-side, isLong = (short)~isShort;
            short* worst = side == 0 ? prices.Low : prices.High;
            short* best = side == 0 ? prices.High : prices.Low;
            PlaceLevels(prices.Open[entry] ^ isShort, inTicks, stops, wideLevels, levels);
            PlaceLevels(prices.Open[entry] ^ isLong, inTicks + Levels, targets, wideLevels + Levels, levels + Levels);

            // Levels are in order of distance: those touched come first.
            int stop = 0, target = 0, offset = from;
            while (true)
            {
                TCompare.FirstAtOrBelow(worst + entry + offset, isShort, levels + stop, stops - stop, stopCodes + stop);
                TCompare.FirstAtOrBelow(best + entry + offset, isLong, levels + Levels + target, targets - target, targetCodes + target);
                if (offset + 64 >= until)
                    break;
                for (; stop < stops && stopCodes[stop] < 64; stop++)
                    stopCodes[stop] += offset;
                for (; target < targets && targetCodes[target] < 64; target++)
                    targetCodes[target] += offset;
                // A lane's target no longer counts after its stop, nor the other way round.
                if ((stop == stops && (target == targets || allHaveStop)) || (target == targets && allHaveTarget))
                    break;
                offset += 64;
            }

            Encode(prices.Open + entry, isShort, wideLevels, stop, stops, offset, 1, stopCodes);
            Encode(prices.Open + entry, isLong, wideLevels + Levels, target, targets, offset, 3, targetCodes);
            if (typeof(TCompare) == typeof(Compare512) && Group.Lanes == ExitGroup.MaxLanes)
                Merge512(stopCodes, targetCodes, inPoints, Sides[side], entry, codes, profits);
            else
                Merge(stopCodes, targetCodes, inPoints, Sides[side], entry, codes, profits);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PlaceLevels(int open, int* ticks, int count, int* wideLevels, short* levels)
    {
        for (int i = 0; i < count; i += Vector256<int>.Count)
        {
            Vector256<int> level = Vector256.Max(Vector256.Create(open) - Vector256.Load(ticks + i), Vector256.Create((int)short.MinValue));
            level.Store(wideLevels + i);
            Vector128.Narrow(level.GetLower(), level.GetUpper()).Store(levels + i);
        }
    }

    // Bars become codes. Those from "settled" on are still counted from the offset.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Encode(short* opens, short mirror, int* levels, int settled, int count, int offset, int reason, int* codes)
    {
        int* atOpen = stackalloc int[Vector256<int>.Count];
        for (int i = 0; i < count; i += Vector256<int>.Count)
        {
            Vector256<int> bar = Vector256.Load(codes + i);
            Vector256<int> isOpen = Vector256.GreaterThanOrEqual(Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7), Vector256.Create(settled - i));
            bar += Vector256.Create(offset) & isOpen;
            // An offset is a multiple of 64 from where no level was touched: not found is 64 more.
            Vector256<int> isUntouched = Vector256.Equals(bar & isOpen, Vector256.Create(offset + 64));
            bar.Store(atOpen);
            for (int level = 0; level < Math.Min(count - i, Vector256<int>.Count); level++)
                atOpen[level] = opens[atOpen[level]];

            // A bar after the entry that opens at or beyond the level fills at its open.
            Vector256<int> distance = (Vector256.Load(atOpen) ^ Vector256.Create((int)mirror)) - Vector256.Load(levels + i) - Vector256<int>.One;
            Vector256<int> isGap = (distance & -bar) >> 31;
            bar = (bar << 2 | Vector256.Create(reason)) + isGap;
            (bar | (isUntouched & Vector256.Create(int.MinValue))).Store(codes + i);
        }

        codes[count] = -1;
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
    private void Merge(int* stopCodes, int* targetCodes, int* points, SidedPrices sided, int entry, int* codes, int* profits)
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
                : (code & 2) == 0 ? -points[stopSlot] : points[Levels + targetSlot];
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
