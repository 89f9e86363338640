using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ServerlessTuner.Core.Backtesting.Exits;

/// <content>
/// The first bars of many entries: first all touches, then all rows. What the first half stores has long arrived where the
/// second half loads it in wider blocks; entry by entry each load would wait for its stores.
/// </content>
internal sealed unsafe partial class FixedExitFinder<TCompare>
{
    // What is known of one entry between the halves: codes by stop, codes by target; points by stop, points by target; how low trades
    // were by target; of shorts what they cost by stop, and by target.
    private const int Slots = ExitGroup.MaxLanes;
    private const int RowSize = 7 * Slots;

    // Of a target within the last of 64 bars.
    private const uint LastCode = (63 << 2) | 3;

    /// <inheritdoc/>
    public override bool FillsRows => Group.Lanes == ExitGroup.MaxLanes;

    /// <inheritdoc/>
    [SkipLocalsInit]
    public override void FillRows(int side, int* signals, int count, int* rows, int* covered)
    {
        int* scratch = stackalloc int[RowsAtOnce * RowSize];
        for (int first = 0; first < count; first += RowsAtOnce)
        {
            int some = Math.Min(RowsAtOnce, count - first);
            TouchRows(side, signals + first, some, scratch);
            FindLows(side, signals + first, some, scratch + (4 * Slots));
            if (typeof(TCompare) == typeof(Compare512) && side != 0)
                PriceRows(signals + first, some, scratch);
            if (typeof(TCompare) == typeof(Compare512))
                MergeRows512(side, signals + first, some, scratch, rows + (first * LaneExitTable.RowSize), covered + first);
            else
                MergeRows(side, signals + first, some, scratch, rows + (first * LaneExitTable.RowSize), covered + first);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void TouchRows(int side, int* signals, int count, int* row)
    {
        short* levels = stackalloc short[2 * Levels];
        int* measured = stackalloc int[4 * Levels];
        int stops = Group.Stops.Length, targets = Group.Targets.Length;
        short* opens = prices.Opens(side) + Lag, lows = prices.Lows(side) + Lag;
        short* otherOpens = prices.Opens(1 - side) + Lag, otherLows = prices.Lows(1 - side) + Lag;
        fixed (int* ticks = fixedTicks)
        {
            int* inTicks = varies ? measured + (2 * Levels) : ticks;
            for (int* end = signals + count; signals < end; signals++, row += RowSize)
            {
                nint signal = *signals;
                if (varies)
                {
                    Measure(RangeAt((int)signal + Lag), measured, inTicks);
                    Copy(measured, row + (2 * Slots));
                    Copy(measured + Levels, row + (3 * Slots));
                }

                // Where a lane has no stop, or no target, its slot is one that is never touched.
                row[Math.Min(stops, Slots - 1)] = -1;
                row[Slots + Math.Min(targets, Slots - 1)] = -1;
                PlaceLevels(opens[signal], inTicks, stops, levels);
                PlaceLevels(otherOpens[signal], inTicks + Levels, targets, levels + Levels);
                TCompare.Touch(lows + signal, opens + signal, levels, stops, 1, row);
                TCompare.Touch(otherLows + signal, otherOpens + signal, levels + Levels, targets, 3, row + Slots);
            }
        }

        static void Copy(int* from, int* to)
        {
            Vector256.Load(from).Store(to);
            Vector256.Load(from + 8).Store(to + 8);
        }
    }

    // How low trades were before targets were touched. Of what is never touched the number has no meaning.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void FindLows(int side, int* signals, int count, int* row)
    {
        short* lowest = stackalloc short[RowsAtOnce * 64];
        short* opens = prices.Opens(side) + Lag, lows = prices.Lows(side) + Lag;
        // First all minima, then what is looked up in them: a narrow load need not wait for a wide store.
        for (int i = 0; i < count; i++)
            TCompare.LowestSoFar(lows + signals[i], lowest + (i * 64));
        int targets = Group.Targets.Length, points = prices.Points;
        for (int i = 0; i < count; i++, row += RowSize, lowest += 64)
        {
            int price = opens[signals[i]];
            int* codes = row - (3 * Slots);
            for (int target = 0; target < targets; target++)
            {
                uint code = Straight.Min((uint)codes[target], LastCode);
                // A target reached at the open ends before its bar.
                row[target] = (lowest[(code >> 2) - (~code & 1)] - price) * points;
            }
        }
    }

    // What touches cost shorts: the spread of the bar. What is never touched gets numbers that nobody asks for.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void PriceRows(int* signals, int count, int* row)
    {
        int stops = Group.Stops.Length, targets = Group.Targets.Length;
        for (int* end = signals + count; signals < end; signals++, row += RowSize)
        {
            int entry = *signals + Lag;
            for (int i = 0; i < stops; i++)
                row[(5 * Slots) + i] = Market.CostAt(entry + (int)(Straight.Min((uint)row[i], LastCode) >> 2));
            for (int i = 0; i < targets; i++)
                row[(6 * Slots) + i] = Market.CostAt(entry + (int)(Straight.Min((uint)row[Slots + i], LastCode) >> 2));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void MergeRows512(int side, int* signals, int count, int* from, int* rows, int* covered)
    {
        Vector512<int> stopSlots = Vector512.LoadUnsafe(ref Group.StopSlots[0]),
            targetSlots = Vector512.LoadUnsafe(ref Group.TargetSlots[0]);
        Vector512<int> limits = Vector512.LoadUnsafe(ref Group.TimeLimits[0]), never = Vector512.Create(Never);
        Vector512<int> stopProfit = Vector512<int>.Zero - Avx512F.PermuteVar16x32(Vector512.LoadUnsafe(ref fixedPoints[0]), stopSlots);
        Vector512<int> targetProfit = Avx512F.PermuteVar16x32(Vector512.LoadUnsafe(ref fixedPoints[Levels]), targetSlots);
        SidedPrices sided = Sides[side];
        for (int i = 0; i < count; i++, from += RowSize, rows += LaneExitTable.RowSize)
        {
            int entry = signals[i] + Lag, most = Series.Count - entry, price = sided.Open(entry);
            Vector512<uint> stop = Avx512F.PermuteVar16x32(Vector512.Load(from), stopSlots).AsUInt32();
            Vector512<uint> target = Avx512F.PermuteVar16x32(Vector512.Load(from + Slots), targetSlots).AsUInt32();
            if (varies)
            {
                stopProfit = Vector512<int>.Zero - Avx512F.PermuteVar16x32(Vector512.Load(from + (2 * Slots)), stopSlots);
                targetProfit = Avx512F.PermuteVar16x32(Vector512.Load(from + (3 * Slots)), targetSlots);
            }

            Vector512<int> isTarget = Vector512.LessThan(target, stop).AsInt32();
            Vector512<int> profit = Vector512.ConditionalSelect(isTarget, targetProfit, stopProfit);
            // What ends at its stop was not lower.
            Vector512<int> worst = Vector512.ConditionalSelect(
                isTarget, Avx512F.PermuteVar16x32(Vector512.Load(from + (4 * Slots)), targetSlots), stopProfit);
            Vector512<int> cost = side == 0 ? Vector512.Create(Market.CostAt(entry)) : Vector512.ConditionalSelect(
                isTarget,
                Avx512F.PermuteVar16x32(Vector512.Load(from + (6 * Slots)), targetSlots),
                Avx512F.PermuteVar16x32(Vector512.Load(from + (5 * Slots)), stopSlots));
            Vector512<uint> touch = Vector512.Min(stop, target);
            touch |= Vector512.GreaterThan(touch, Vector512.Create(LastCode));
            Vector512<uint> limit = Vector512.ConditionalSelect(
                Vector512.LessThan(limits, Vector512.Create(most)), limits << 2, never).AsUInt32();
            Vector512<int> isLimit = Vector512.LessThanOrEqual(limit, touch).AsInt32();
            Vector512<int> code = Vector512.Min(touch, limit).AsInt32();
            int end = Math.Min(most, Group.LongestTime), until = Math.Min(64, end), known = until == end ? Never : until << 2;
            if (Group.HasOneTimeLimit)
            {
                int bars = Group.LongestTime, rise = bars < most ? sided.Open(entry + bars) - price : 0;
                // One that is not known to be reached is settled later.
                bool isKnown = bars < most && until == end;
                profit = Vector512.ConditionalSelect(isLimit, Vector512.Create(rise), profit);
                if (isKnown)
                    worst = Vector512.ConditionalSelect(isLimit, Vector512.Create(Straight.Min(WorstOf(side, entry, bars), rise)), worst);
                cost = Vector512.ConditionalSelect(
                    isLimit, Vector512.Create(isKnown ? Market.CostAt(side == 0 ? entry : entry + bars) : 0), cost);
                isLimit = ~isLimit;
            }
            else
            {
                isLimit = Vector512<int>.AllBitsSet;
            }

            code.Store(rows);
            (profit - cost).Store(rows + Slots);
            (worst - cost).Store(rows + (2 * Slots));
            covered[i] = until == end || Vector512.LessThanAll(code, Vector512.Create(until << 2)) ? int.MaxValue : until;
            // Even codes are fills at an open.
            ulong atOpen = (Vector512.Equals(code & Vector512<int>.One, Vector512<int>.Zero) & isLimit).ExtractMostSignificantBits();
            for (; atOpen != 0; atOpen &= atOpen - 1)
            {
                int lane = BitOperations.TrailingZeroCount(atOpen);
                int rise = sided.Open(entry + (rows[lane] >> 2)) - price;
                rows[Slots + lane] = rise;
                if (rows[lane] >= known)
                    continue;
                int own = CostOf(side, entry, rows[lane]), bars = rows[lane] >> 2;
                rows[Slots + lane] = rise - own;
                // How low a trade was before its target is there already.
                if ((rows[lane] & 2) == 0)
                    rows[(2 * Slots) + lane] =
                        (bars == Group.TimeLimits[lane] ? Straight.Min(WorstOf(side, entry, bars), rise) : rise) - own;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void MergeRows(int side, int* signals, int count, int* from, int* rows, int* covered)
    {
        fixed (int* points = fixedPoints)
        {
            for (int i = 0; i < count; i++, from += RowSize, rows += LaneExitTable.RowSize)
            {
                int entry = signals[i] + Lag;
                int end = EndOf(entry), until = Math.Min(64, end);
                Start(side, entry, rows, rows + Slots);
                for (int slot = 0; slot < 2 * Slots; slot += Vector256<int>.Count)
                    (
                        Vector256.Load(from + slot) | Vector256.GreaterThan(
                            Vector256.Load(from + slot), Vector256.Create((int)LastCode))).Store(from + slot);
                Merge(
                    from,
                    from + Slots,
                    varies ? from + (2 * Slots) : points,
                    varies ? from + (3 * Slots) : points + Levels,
                    Sides[side],
                    entry,
                    rows,
                    rows + Slots);
                SettleRow(side, entry, until == end ? Never : until << 2, from + (4 * Slots), rows);
                Vector256<int> latest = Vector256.Max(Vector256.Load(rows), Vector256.Load(rows + 8));
                covered[i] = until == end || Vector256.LessThanAll(latest, Vector256.Create(until << 2)) ? int.MaxValue : until;
            }
        }
    }

    // As Settle, of a row that was looked at for the first time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SettleRow(int side, int entry, int end, int* lowByTarget, int* row)
    {
        int[] slots = Group.TargetSlots;
        for (int lane = 0; lane < Slots; lane++, row++)
        {
            int code = row[0], profit = row[Slots], worst = profit;
            if (code >= end)
                continue;
            if ((code & 2) != 0)
                worst = lowByTarget[slots[lane]];
            else if ((code & 1) == 0)
                worst = Straight.Min(WorstOf(side, entry, ExitTable.BarsBefore(code)), profit);
            int cost = CostOf(side, entry, code);
            row[Slots] = profit - cost;
            row[2 * Slots] = worst - cost;
        }
    }
}
