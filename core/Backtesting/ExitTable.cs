using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// How a trade ends by itself, for each entry bar and side that was asked for and each rule of a group. It depends on
/// nothing else, so all signal rules share it. Rows are made on demand, as far into the future as is needed.
/// </summary>
/// <remarks>
/// <para>A row has a code for each lane, then a profit in points for each lane. The code is the bars from the entry to the
/// exit times four, plus what ended the trade in the order of precedence within a bar: 0 the open (time limit, or a gap
/// through the stop), 1 the stop, 2 the open beyond the target, 3 the target. Odd codes end within the bar.
/// <see cref="Never"/> where nothing is known to end it.</para>
/// <para>Reading needs no lock: a row is published after it is written, and extending it changes only lanes that end
/// later than anyone could have asked before.</para>
/// </remarks>
internal abstract unsafe class ExitTable
{
    /// <summary>The code of a trade that does not end by itself as far as is known.</summary>
    public const int Never = int.MaxValue;

    // Further than this is not scanned ahead of need.
    private const int Step = 32;

    private readonly long[] rows;
    private readonly int[] cells;
    private readonly Lock[] locks;
    private int rowsUsed;

    /// <summary>Makes an empty table.</summary>
    protected ExitTable(ExitGroup group, SidedPrices[] sides, int count, int lag, double[] ranges)
    {
        Group = group;
        Sides = sides;
        Count = count;
        Lag = lag;
        Ranges = ranges;
        rows = GC.AllocateArray<long>(2 * count, pinned: true);
        cells = GC.AllocateUninitializedArray<int>(2 * count * 2 * group.Lanes, pinned: true);
        Rows = (long*)Unsafe.AsPointer(ref rows[0]);
        Cells = (int*)Unsafe.AsPointer(ref cells[0]);
        locks = new Lock[64];
        for (int i = 0; i < locks.Length; i++)
            locks[i] = new Lock();
    }

    /// <summary>The rules.</summary>
    public ExitGroup Group { get; }

    /// <summary>Where the rows are: for each side, then each bar, the row's index in the upper half and in the lower half how many bars it covers.</summary>
    public long* Rows { get; }

    /// <summary>The rows.</summary>
    public int* Cells { get; }

    /// <summary>About how much memory is in use, in bytes.</summary>
    public long Bytes => (rows.Length * 8L) + (rowsUsed * 8L * Group.Lanes);

    /// <summary>How many bars there are.</summary>
    protected int Count { get; }

    /// <summary>Bars from signal to entry.</summary>
    protected int Lag { get; }

    /// <summary>The average true range at each bar, where the rules use it.</summary>
    protected double[] Ranges { get; }

    /// <summary>Prices by side.</summary>
    protected SidedPrices[] Sides { get; }

    /// <summary>Makes the row of an entry cover at least <paramref name="need"/> bars, and returns its new place.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public long Extend(int side, int entry, int need)
    {
        ref long place = ref rows[(side * Count) + entry];
        lock (locks[entry & 63])
        {
            long row = place;
            int covered = (int)row;
            if (covered >= need)
                return row;
            long index = row >> 32;
            int lanes = Group.Lanes;
            if (covered == 0)
                index = Interlocked.Increment(ref rowsUsed) - 1;
            int* codes = Cells + (index * 2 * lanes);
            if (covered == 0)
                Start(side, entry, codes);
            int end = Math.Min(Count - entry, Group.LongestTime);
            int until = Math.Min(end, (need + Step - 1) / Step * Step);
            if (covered < until)
                Fill(side, entry, covered, until, codes);
            bool done = until == end;
            for (int lane = 0; !done && lane < lanes && codes[lane] < until << 2; lane++)
                done = lane == lanes - 1;
            row = (index << 32) | (uint)(done ? int.MaxValue : until);
            Volatile.Write(ref place, row);
            return row;
        }
    }

    /// <summary>Finds exits in the bars from <paramref name="from"/> to before <paramref name="until"/>, counted from the entry.</summary>
    protected abstract void Fill(int side, int entry, int from, int until, int* codes);

    // A new row knows the time limit only.
    private void Start(int side, int entry, int* codes)
    {
        int[] opens = Sides[side].Open;
        int lanes = Group.Lanes;
        int price = opens[entry];
        for (int lane = 0; lane < lanes; lane++)
        {
            int limit = Group.TimeLimits[lane];
            bool within = limit < Count - entry;
            codes[lane] = within ? limit << 2 : Never;
            codes[lanes + lane] = within ? opens[entry + limit] - price : 0;
        }
    }
}

/// <summary>A table of stops and targets that stay where they are: first touches, for all levels in one scan.</summary>
internal sealed unsafe class FixedExitTable<TCompare>(ExitGroup group, SidedPrices[] sides, int count, int lag, double[] ranges)
    : ExitTable(group, sides, count, lag, ranges)
    where TCompare : struct, ICompare16
{
    private readonly bool allHaveStop = !group.StopSlots.Contains(group.Stops.Length);
    private readonly bool allHaveTarget = !group.TargetSlots.Contains(group.Targets.Length);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Fill(int side, int entry, int from, int until, int* codes)
    {
        ExitGroup rules = Group;
        int stops = rules.Stops.Length, targets = rules.Targets.Length;
        int* stopDistances = stackalloc int[ExitGroup.MaxLanes + 1];
        int* targetDistances = stackalloc int[ExitGroup.MaxLanes + 1];
        int* stopCodes = stackalloc int[ExitGroup.MaxLanes + 1];
        int* targetCodes = stackalloc int[ExitGroup.MaxLanes + 1];
        double range = rules.Shape.AtrPeriod > 0 ? Ranges[entry - Lag] : 0;
        for (int i = 0; i < stops; i++)
            stopDistances[i] = rules.Shape.StopInAtr ? PointSeries.ToDistance(rules.Stops[i] * range) : (int)rules.Stops[i];
        for (int i = 0; i < targets; i++)
            targetDistances[i] = rules.Shape.TargetInAtr ? PointSeries.ToDistance(rules.Targets[i] * range) : (int)rules.Targets[i];
        for (int i = 0; i <= stops; i++)
            stopCodes[i] = Never;
        for (int i = 0; i <= targets; i++)
            targetCodes[i] = Never;

        fixed (int* openStart = Sides[side].Open, highStart = Sides[side].High, lowStart = Sides[side].Low)
        {
            int* opens = openStart + entry;
            int* highs = highStart + entry;
            int* lows = lowStart + entry;
            int price = opens[0];
            int stop = 0, target = 0;
            for (int offset = from; offset < until; offset += 16)
            {
                // Levels are passed in order of distance, so only the nearest one not yet touched is looked at.
                for (; stop < stops; stop++)
                {
                    uint touched = TCompare.AtOrBelow(lows + offset, price - stopDistances[stop]);
                    if (touched == 0)
                        break;
                    int at = offset + System.Numerics.BitOperations.TrailingZeroCount(touched);
                    bool gap = at > 0 && opens[at] <= price - stopDistances[stop];
                    stopCodes[stop] = (at << 2) | (gap ? 0 : 1);
                }

                for (; target < targets; target++)
                {
                    uint touched = TCompare.AtOrAbove(highs + offset, price + targetDistances[target]);
                    if (touched == 0)
                        break;
                    int at = offset + System.Numerics.BitOperations.TrailingZeroCount(touched);
                    bool gap = at > 0 && opens[at] >= price + targetDistances[target];
                    targetCodes[target] = (at << 2) | (gap ? 2 : 3);
                }

                // Once every lane's stop is touched, no later target counts, and the other way round.
                if ((stop == stops && (allHaveStop || target == targets)) || (target == targets && allHaveTarget))
                    break;
            }

            int lanes = rules.Lanes;
            for (int lane = 0; lane < lanes; lane++)
            {
                int stopSlot = rules.StopSlots[lane], targetSlot = rules.TargetSlots[lane];
                int code = Math.Min(stopCodes[stopSlot], targetCodes[targetSlot]);
                if (code >= codes[lane])
                    continue;
                codes[lane] = code;
                codes[lanes + lane] = (code & 3) switch
                {
                    1 => -stopDistances[stopSlot],
                    3 => targetDistances[targetSlot],
                    _ => opens[code >> 2] - price,
                };
            }
        }
    }
}
