using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// Exits by entry bar and side, found when they are first asked for, and as far into the future as is asked; shared by all
/// signal rules and threads.
/// </summary>
/// <remarks>
/// Reading needs no lock. One thread at a time extends an entry: it swaps in a busy mark, writes, and publishes. What it
/// writes changes only exits later than anyone could have asked for before.
/// </remarks>
internal abstract unsafe class ExitTable(ExitFinder finder)
{
    /// <summary>Finds the exits.</summary>
    public ExitFinder Finder { get; } = finder;

    /// <summary>About how much memory is in use, in bytes.</summary>
    public abstract long Bytes { get; }

    /// <summary>Takes hold of an entry for writing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static long Acquire(ref long entry, long busy)
    {
        var spin = default(SpinWait);
        while (true)
        {
            long value = Volatile.Read(ref entry);
            if (value != busy && Interlocked.CompareExchange(ref entry, busy, value) == value)
                return value;
            spin.SpinOnce();
        }
    }
}

/// <summary>Exits under sixteen rules: for each entry a row of sixteen codes, then sixteen profits.</summary>
internal sealed unsafe class LaneExitTable : ExitTable
{
    private const long Busy = -1L << 32;
    private readonly long[] rows;
    private readonly int[] cells;
    private int rowsUsed;

    /// <summary>Makes an empty table.</summary>
    public LaneExitTable(ExitFinder finder)
        : base(finder)
    {
        // Rows are handed out in the order of demand, so that memory is touched only as far as it is needed.
        int count = 2 * finder.Series.Count;
        rows = GC.AllocateArray<long>(count, pinned: true);
        cells = GC.AllocateUninitializedArray<int>((count * 32) + 16, pinned: true);
        Rows = (long*)Unsafe.AsPointer(ref rows[0]);
        Cells = (int*)(((nint)Unsafe.AsPointer(ref cells[0]) + 63) & ~63);
    }

    /// <summary>For each side and bar the index of the row, in the upper half, and how many bars it covers.</summary>
    public long* Rows { get; }

    /// <summary>The rows, 32 numbers each.</summary>
    public int* Cells { get; }

    /// <inheritdoc/>
    public override long Bytes => (rows.Length * 8L) + (rowsUsed * 128L);

    /// <summary>Makes the row of an entry cover at least <paramref name="need"/> bars, and returns its new place.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public long Extend(int side, int entry, int need)
    {
        ref long place = ref rows[(side * Finder.Series.Count) + entry];
        long row = Acquire(ref place, Busy);
        int covered = (int)row;
        if (covered < need)
        {
            long index = covered == 0 ? Interlocked.Increment(ref rowsUsed) - 1 : row >> 32;
            int* codes = Cells + (index * 32);
            if (covered == 0)
                Finder.Start(side, entry, codes, codes + 16);
            int end = Finder.EndOf(entry);
            int until = Math.Min(end, ExitFinder.UntilOf(need, covered));
            if (covered < until)
                Finder.Fill(side, entry, covered, until, codes, codes + 16);
            Vector256<int> latest = Vector256.Max(Vector256.Load(codes), Vector256.Load(codes + 8));
            bool done = until == end || Vector256.LessThanAll(latest, Vector256.Create(until << 2));
            row = (index << 32) | (uint)(done ? int.MaxValue : until);
        }

        Volatile.Write(ref place, row);
        return row;
    }
}

/// <summary>Exits under one rule, and whether a position may be opened at all.</summary>
internal sealed unsafe class SingleExitTable : ExitTable
{
    /// <summary>Where no position may be opened.</summary>
    public const int Forbidden = int.MinValue;

    private const long Busy = long.MinValue;
    private readonly long[] entries;
    private readonly EntryFilter filter;

    /// <summary>Makes an empty table.</summary>
    public SingleExitTable(ExitFinder finder, EntryFilter filter)
        : base(finder)
    {
        this.filter = filter;
        entries = GC.AllocateArray<long>(2 * finder.Series.Count, pinned: true);
        Entries = (long*)Unsafe.AsPointer(ref entries[0]);
    }

    /// <summary>
    /// For each side and bar the profit, in the upper half, and the code; where the code is negative, so many bars are
    /// known not to end the trade, and <see cref="Forbidden"/> says that there is none.
    /// </summary>
    public long* Entries { get; }

    /// <inheritdoc/>
    public override long Bytes => entries.Length * 8L;

    /// <summary>Makes an entry cover at least <paramref name="need"/> bars, and returns it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public long Extend(int side, int entry, int need)
    {
        ref long place = ref entries[(side * Finder.Series.Count) + entry];
        long known = Acquire(ref place, Busy);
        // Zero is an entry not asked for yet: no trade ends at the open at which it began.
        if ((int)known <= 0 && (int)known > -need)
        {
            int covered = -(int)known;
            int code = Forbidden, profit = 0;
            if (filter.Permits(side, entry))
            {
                Finder.Start(side, entry, &code, &profit);
                int end = Finder.EndOf(entry);
                int until = Math.Min(end, ExitFinder.UntilOf(need, covered));
                if (covered < until)
                    Finder.Fill(side, entry, covered, until, &code, &profit);
                if (until < end && code >= until << 2)
                    code = -until;
            }

            known = ((long)profit << 32) | (uint)code;
        }

        Volatile.Write(ref place, known);
        return known;
    }
}
