using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ServerlessTuner.Core.Backtesting.Sums;

namespace ServerlessTuner.Core.Backtesting.Exits;

/// <summary>
/// Finds how trades of sixteen neighbouring signals end under one rule with a fixed stop and target: where one signal rule
/// needs an entry others need its neighbours, and all sixteen together cost little more than one.
/// </summary>
internal sealed unsafe class TouchBatch(
    ExitGroup group, PointSeries series, TickPrices prices, SumMarket market, double[] ranges, EntryFilter filter)
{
    /// <summary>How many signals are looked at together.</summary>
    public const int Size = 16;

    /// <summary>How many bars are looked at.</summary>
    public const int Bars = 64;

    private readonly SidedPrices[] sides = series.Sides;
    private readonly int stop = group.Shape.StopInAtr || group.Stops.Length == 0 ? PointSeries.Limit : (int)group.Stops[0];
    private readonly int target = group.Shape.TargetInAtr || group.Targets.Length == 0 ? PointSeries.Limit : (int)group.Targets[0];
    private readonly double stopRanges = group.Shape.StopInAtr ? group.Stops[0] : 0;
    private readonly double targetRanges = group.Shape.TargetInAtr ? group.Targets[0] : 0;

    /// <summary>A batch for a group of one rule, or null where trades must be followed one by one.</summary>
    public static TouchBatch? Of(
        ExitGroup group, PointSeries series, SumMarket market, double[] ranges, EntryFilter filter, VectorLevel level) =>
        level == VectorLevel.Scalar || group.Shape.MovesStop || series.Ticks is not TickPrices prices
            ? null
            : new TouchBatch(group, series, prices, market, ranges, filter);

    /// <summary>Fills what is not known yet of sixteen entries of a <see cref="SingleExitTable"/>.</summary>
    /// <param name="side">The side.</param>
    /// <param name="signal">The first signal bar.</param>
    /// <param name="exits">The entries from that signal on.</param>
    /// <param name="worsts">How low they were, as in <see cref="SingleExitTable.Worsts"/>.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(int side, int signal, long* exits, int* worsts)
    {
        int* stops = stackalloc int[Size];
        int* targets = stackalloc int[Size];
        short* stopLevels = stackalloc short[Size];
        short* targetLevels = stackalloc short[Size];
        short* bars = stackalloc short[Size];
        int entry = signal + market.Lag, count = Math.Min(Size, series.Count - entry);
        short* opens = prices.Opens(side) + entry, otherOpens = prices.Opens(1 - side) + entry;
        int stopTicks = prices.DistanceOf(stop), targetTicks = prices.DistanceOf(target);
        for (int i = 0; i < Size; i++)
        {
            (stops[i], targets[i]) = (stop, target);
            if (stopRanges > 0 && i < count)
                stopTicks = prices.DistanceOf(stops[i] = PointSeries.ToDistance(stopRanges * ranges[signal + i]));
            if (targetRanges > 0 && i < count)
                targetTicks = prices.DistanceOf(targets[i] = PointSeries.ToDistance(targetRanges * ranges[signal + i]));
            stopLevels[i] = (short)Math.Max(opens[i] - stopTicks, short.MinValue);
            targetLevels[i] = (short)Math.Max(otherOpens[i] - targetTicks, short.MinValue);
        }

        short* lows = prices.Lows(side) + entry;
        Count(lows, prices.Lows(1 - side) + entry, stopLevels, targetLevels, bars);
        for (int i = 0; i < count; i++)
        {
            if (exits[i] == 0)
                exits[i] = ExitOf(side, entry + i, bars[i], lows[i + bars[i]] <= stopLevels[i], stops[i], targets[i], out worsts[i]);
        }
    }

    // How many bars neither touch the stop nor the target, up to the first that does.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Count(short* lows, short* otherLows, short* stopLevels, short* targetLevels, short* bars)
    {
        Vector256<short> count = default;
        Vector256<short> lower = Vector256.Load(stopLevels), upper = Vector256.Load(targetLevels);
        Vector256<short> open = Vector256<short>.AllBitsSet;
        for (int bar = 0; bar < Bars; bar++)
        {
            open &= Vector256.GreaterThan(Vector256.Load(lows + bar), lower) & Vector256.GreaterThan(
                Vector256.Load(otherLows + bar), upper);
            count -= open;
            if ((bar & 7) == 7 && open == Vector256<short>.Zero)
                break;
        }

        count.Store(bars);
    }

    private long ExitOf(int side, int entry, int bar, bool isStopped, int stopDistance, int targetDistance, out int worst)
    {
        worst = 0;
        if (!filter.Permits(side, entry))
            return unchecked((uint)SingleExitTable.Forbidden);
        SidedPrices sided = sides[side];
        int price = sided.Open(entry), limit = group.LongestTime;
        // The time limit is at the open, before anything that the bar touches.
        if (limit <= bar && limit < series.Count - entry)
            return Exit(sided.Open(entry + limit) - price, limit << 2, out worst);
        if (bar == Bars)
        {
            worst = market.Lows.Lowest(side, entry, Math.Min(Bars, series.Count - entry)) - price;
            return unchecked((uint)-Bars);
        }

        int rise = sided.Open(entry + bar) - price, profit = isStopped ? -stopDistance : targetDistance;
        bool isGap = bar > 0 && (isStopped ? rise <= profit : rise >= profit);
        int code = (bar << 2) | (isStopped ? 1 : 3);
        return Exit(isGap ? rise : profit, isGap ? code - 1 : code, out worst);

        long Exit(int before, int found, out int lowest)
        {
            int cost = market.CostAt(side == 0 ? entry : entry + (found >> 2));
            lowest = Straight.Min(market.Lows.Lowest(side, entry, ExitTable.BarsBefore(found)) - price, before) - cost;
            return ((long)(before - cost) << 32) | (uint)found;
        }
    }
}
