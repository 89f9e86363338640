using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// Finds how trades end by themselves, under all rules of a group at once. An exit has a code and a profit in points.
/// </summary>
/// <remarks>
/// The code is the bars from the entry to the exit times four, plus what ended the trade in the order of precedence within
/// a bar: 0 the open (time limit, or a gap through the stop), 1 the stop, 2 the open beyond the target, 3 the target. The
/// smaller code comes first; odd ones end within the bar.
/// </remarks>
internal abstract unsafe class ExitFinder(ExitGroup group, PointSeries series, int lag, double[] ranges)
{
    /// <summary>The code of a trade that does not end by itself as far as is known.</summary>
    public const int Never = int.MaxValue;

    /// <summary>The rules.</summary>
    public ExitGroup Group { get; } = group;

    /// <summary>Bars from signal to entry, where levels depend on it.</summary>
    public int Lag { get; } = lag;

    /// <summary>The prices.</summary>
    public PointSeries Series { get; } = series;

    /// <summary>The prices by side.</summary>
    protected SidedPrices[] Sides { get; } = series.Sides;

    /// <summary>The finder that suits a group.</summary>
    public static ExitFinder Create(ExitGroup group, PointSeries series, int lag, double[] ranges, VectorLevel level)
    {
        if (group.Shape.MovesStop)
            return new MovingExitFinder(group, series, lag, ranges);
        return level switch
        {
            VectorLevel.Avx512 => new FixedExitFinder<Compare512>(group, series, lag, ranges),
            VectorLevel.Avx2 => new FixedExitFinder<Compare256>(group, series, lag, ranges),
            _ => new FixedExitFinder<CompareScalar>(group, series, lag, ranges),
        };
    }

    /// <summary>The first bar, counted from the entry, that is of no interest whatever happens.</summary>
    public int EndOf(int entry) => Math.Min(Series.Count - entry, Group.LongestTime);

    /// <summary>Up to where to look when <paramref name="need"/> bars are asked for and <paramref name="covered"/> are known.</summary>
    public static int UntilOf(int need, int covered) => covered + ((need - covered + 63) & ~63);

    /// <summary>Sets codes and profits to what is known before looking at any bar: the time limits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Start(int side, int entry, int* codes, int* profits)
    {
        int lanes = Group.Lanes;
        if (lanes == ExitGroup.MaxLanes)
        {
            Vector256.Create(Never).Store(codes);
            Vector256.Create(Never).Store(codes + 8);
        }
        else
        {
            *codes = Never;
        }

        if (!Group.HasTimeLimit)
            return;
        int* opens = Sides[side].Open;
        for (int lane = 0; lane < lanes; lane++)
        {
            int limit = Group.TimeLimits[lane];
            if (limit >= Series.Count - entry)
                continue;
            codes[lane] = limit << 2;
            profits[lane] = opens[entry + limit] - opens[entry];
        }
    }

    /// <summary>Lowers codes to the exits in the bars from <paramref name="from"/> to before <paramref name="until"/>, counted from the entry.</summary>
    public abstract void Fill(int side, int entry, int from, int until, int* codes, int* profits);

    /// <summary>The average true range of the signal bar, where a rule uses it.</summary>
    protected double RangeAt(int entry) => Group.Shape.AtrPeriod > 0 ? ranges[entry - Lag] : 0;
}

/// <summary>Stops and targets that stay where they are: the first touch of every level, 64 bars at a time.</summary>
internal sealed unsafe class FixedExitFinder<TCompare> : ExitFinder
    where TCompare : struct, ICompare
{
    private readonly int[] memory = GC.AllocateArray<int>(2 * ExitGroup.MaxLanes, pinned: true);
    private readonly int* fixedStops;
    private readonly int* fixedTargets;
    private readonly bool allHaveStop;
    private readonly bool allHaveTarget;

    /// <summary>Prepares the levels that are the same at every entry.</summary>
    public FixedExitFinder(ExitGroup group, PointSeries series, int lag, double[] ranges)
        : base(group, series, lag, ranges)
    {
        for (int i = 0; i < group.Stops.Length && !group.Shape.StopInAtr; i++)
            memory[i] = (int)group.Stops[i];
        for (int i = 0; i < group.Targets.Length && !group.Shape.TargetInAtr; i++)
            memory[ExitGroup.MaxLanes + i] = (int)group.Targets[i];
        fixedStops = (int*)Unsafe.AsPointer(ref memory[0]);
        fixedTargets = fixedStops + ExitGroup.MaxLanes;
        allHaveStop = !group.StopSlots.Contains(group.Stops.Length);
        allHaveTarget = !group.TargetSlots.Contains(group.Targets.Length);
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(int side, int entry, int from, int until, int* codes, int* profits)
    {
        ExitGroup rules = Group;
        int stops = rules.Stops.Length, targets = rules.Targets.Length;
        int* stopDistances = fixedStops;
        int* targetDistances = fixedTargets;
        int* scratch = stackalloc int[2 * ExitGroup.MaxLanes];
        int* stopCodes = stackalloc int[ExitGroup.MaxLanes];
        int* targetCodes = stackalloc int[ExitGroup.MaxLanes];
        if (rules.Shape.StopInAtr || rules.Shape.TargetInAtr)
        {
            double range = RangeAt(entry);
            for (int i = 0; i < stops && rules.Shape.StopInAtr; i++)
                scratch[i] = PointSeries.ToDistance(rules.Stops[i] * range);
            for (int i = 0; i < targets && rules.Shape.TargetInAtr; i++)
                scratch[ExitGroup.MaxLanes + i] = PointSeries.ToDistance(rules.Targets[i] * range);
            stopDistances = rules.Shape.StopInAtr ? scratch : stopDistances;
            targetDistances = rules.Shape.TargetInAtr ? scratch + ExitGroup.MaxLanes : targetDistances;
        }

        Vector256.Create(Never).Store(stopCodes);
        Vector256.Create(Never).Store(stopCodes + 8);
        Vector256.Create(Never).Store(targetCodes);
        Vector256.Create(Never).Store(targetCodes + 8);
        SidedPrices prices = Sides[side];
        int* opens = prices.Open + entry;
        int* highs = prices.High + entry;
        int* lows = prices.Low + entry;
        int price = opens[0];
        int stop = 0, target = 0;
        for (int offset = from; offset < until; offset += 64)
        {
            // Levels are in order of distance: the first one that these bars do not reach ends the loop.
            int lowest = prices.Lowest[entry + offset], highest = prices.Highest[entry + offset];
            for (; stop < stops; stop++)
            {
                int level = price - stopDistances[stop];
                if (lowest > level)
                    break;
                int at = offset + BitOperations.TrailingZeroCount(TCompare.AtOrBelow(lows + offset, level));
                int gap = at > 0 & opens[at] <= level ? 0 : 1;
                stopCodes[stop] = (at << 2) | gap;
            }

            for (; target < targets; target++)
            {
                int level = price + targetDistances[target];
                if (highest < level)
                    break;
                int at = offset + BitOperations.TrailingZeroCount(TCompare.AtOrAbove(highs + offset, level));
                int gap = at > 0 & opens[at] >= level ? 2 : 3;
                targetCodes[target] = (at << 2) | gap;
            }

            // Once every lane's stop is touched, no later target counts, and the other way round.
            if ((stop == stops && (allHaveStop || target == targets)) || (target == targets && allHaveTarget))
                break;
        }

        if (typeof(TCompare) == typeof(Compare512) && rules.Lanes == ExitGroup.MaxLanes)
            Merge512(stopCodes, stopDistances, targetCodes, targetDistances, opens, codes, profits);
        else
            Merge(stopCodes, stopDistances, targetCodes, targetDistances, opens, codes, profits);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Merge(int* stopCodes, int* stopDistances, int* targetCodes, int* targetDistances, int* opens, int* codes, int* profits)
    {
        ExitGroup rules = Group;
        for (int lane = 0; lane < rules.Lanes; lane++)
        {
            int stopSlot = rules.StopSlots[lane], targetSlot = rules.TargetSlots[lane];
            int code = Math.Min(stopCodes[stopSlot], targetCodes[targetSlot]);
            if (code >= codes[lane])
                continue;
            codes[lane] = code;
            profits[lane] = (code & 1) == 0 ? opens[code >> 2] - opens[0] : (code & 2) == 0 ? -stopDistances[stopSlot] : targetDistances[targetSlot];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Merge512(int* stopCodes, int* stopDistances, int* targetCodes, int* targetDistances, int* opens, int* codes, int* profits)
    {
        Vector512<int> stopSlots = Vector512.LoadUnsafe(ref Group.StopSlots[0]);
        Vector512<int> targetSlots = Vector512.LoadUnsafe(ref Group.TargetSlots[0]);
        Vector512<int> stop = Avx512F.PermuteVar16x32(Vector512.Load(stopCodes), stopSlots);
        Vector512<int> target = Avx512F.PermuteVar16x32(Vector512.Load(targetCodes), targetSlots);
        Vector512<int> before = Vector512.Load(codes);
        Vector512<int> code = Vector512.Min(stop, target);
        Vector512<int> isNew = Vector512.LessThan(code, before);
        Vector512<int> profit = Vector512.ConditionalSelect(
            Vector512.LessThan(target, stop),
            Avx512F.PermuteVar16x32(Vector512.Load(targetDistances), targetSlots),
            Vector512<int>.Zero - Avx512F.PermuteVar16x32(Vector512.Load(stopDistances), stopSlots));
        Vector512.ConditionalSelect(isNew, code, before).Store(codes);
        Vector512.ConditionalSelect(isNew, profit, Vector512.Load(profits)).Store(profits);
        ulong atOpen = isNew.ExtractMostSignificantBits() & Vector512.Equals(code & Vector512<int>.One, Vector512<int>.Zero).ExtractMostSignificantBits();
        for (; atOpen != 0; atOpen &= atOpen - 1)
        {
            int lane = BitOperations.TrailingZeroCount(atOpen);
            profits[lane] = opens[codes[lane] >> 2] - opens[0];
        }
    }
}

/// <summary>Stops that move: every rule is followed bar by bar.</summary>
internal sealed unsafe class MovingExitFinder(ExitGroup group, PointSeries series, int lag, double[] ranges)
    : ExitFinder(group, series, lag, ranges)
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(int side, int entry, int from, int until, int* codes, int* profits)
    {
        double range = RangeAt(entry);
        for (int lane = 0; lane < Group.Lanes; lane++)
        {
            if (codes[lane] < from << 2)
                continue;
            int code = ExitWalk.Find(Sides[side], entry, ExitLevels.Of(Group.Rules[lane], Series, range), from, until, out int profit);
            if (code < codes[lane])
                (codes[lane], profits[lane]) = (code, profit);
        }
    }
}
