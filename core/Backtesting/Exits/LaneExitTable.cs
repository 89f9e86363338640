using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ServerlessTuner.Core.Backtesting.Sums;

namespace ServerlessTuner.Core.Backtesting.Exits;

/// <summary>
/// Exits under sixteen rules: for each entry a row of sixteen codes, then sixteen profits after costs, then how low each of the sixteen
/// trades was, after costs as well.
/// </summary>
internal sealed unsafe class LaneExitTable : ExitTable
{
    /// <summary>How many numbers a row has.</summary>
    public const int RowSize = 3 * ExitGroup.MaxLanes;

    /// <summary>The row for a signal that has no place any more.</summary>
    public const int SpareRow = 4 * Span;

    private int rowsUsed;

    /// <summary>Makes an empty table.</summary>
    public LaneExitTable(ExitFinder finder, int lag, ExitMemory memory)
        : base(finder, lag, memory)
    {
        memory.WantCells();
        Cells = (int*)(((nint)Unsafe.AsPointer(ref memory.Cells[0]) + 63) & ~63);
    }

    /// <summary>For each signal bar the index of the row, in the upper half, and how many bars it covers.</summary>
    public long* Rows => Entries;

    /// <summary>The rows, <see cref="RowSize"/> numbers each.</summary>
    public int* Cells { get; }

    /// <inheritdoc/>
    public override void Turn(TimeBlock block)
    {
        base.Turn(block);
        // Rows are handed out in the order of demand, so that little memory is touched; two blocks take turns with it.
        rowsUsed = block.FirstWord / TimeBlock.MaxWords % 2 * 2 * Span;
    }

    /// <summary>Finds the first bars of entries that are not known yet, all in one go.</summary>
    /// <param name="filter">Who may enter.</param>
    /// <param name="wanted">By side and bar of the current block, whether its exits will be asked for.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Prepare(EntryFilter filter, ReadOnlySpan<byte> wanted)
    {
        int* signals = stackalloc int[ExitFinder.RowsAtOnce + 64];
        int* covered = stackalloc int[ExitFinder.RowsAtOnce + 64];
        int first = Oldest + TimeBlock.MaxBars, last = Finder.Series.Count - Lag - 1;
        for (int side = 0; side < 2; side++)
        {
            int count = 0;
            for (int word = 0; word < TimeBlock.MaxWords; word++)
            {
                ref byte at = ref Unsafe.AsRef(in wanted[(side * TimeBlock.MaxBars) + (word * 64)]);
                ulong low = Vector256.GreaterThan(Vector256.LoadUnsafe(ref at), Vector256<byte>.Zero).ExtractMostSignificantBits();
                ulong high = Vector256.GreaterThan(Vector256.LoadUnsafe(ref at, 32), Vector256<byte>.Zero).ExtractMostSignificantBits();
                for (ulong bits = low | (high << 32); bits != 0; bits &= bits - 1)
                {
                    int signal = first + (word * 64) + BitOperations.TrailingZeroCount(bits);
                    if (Rows[(side * Span) + signal] == 0 && signal <= last && (!filter.IsNeeded || filter.Permits(side, signal + Lag)))
                        signals[count++] = signal;
                }

                if (count >= ExitFinder.RowsAtOnce || word == TimeBlock.MaxWords - 1)
                {
                    Finder.FillRows(side, signals, count, Cells + (rowsUsed * RowSize), covered);
                    for (int i = 0; i < count; i++)
                        Rows[(side * Span) + signals[i]] = ((long)rowsUsed++ << 32) | (uint)covered[i];
                    count = 0;
                }
            }
        }
    }

    /// <summary>Makes the row of an entry cover at least <paramref name="need"/> bars, and returns its new place.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public long Extend(int side, int signal, int need)
    {
        long place = signal < Oldest ? (long)SpareRow << 32 : Rows[(side * Span) + signal];
        int covered = (int)place, entry = signal + Lag;
        if (place == 0)
            place = (long)rowsUsed++ << 32;
        long index = place >> 32;
        int* codes = Cells + (index * RowSize);
        if (covered == 0)
            Finder.Start(side, entry, codes, codes + 16);
        int end = Finder.EndOf(entry);
        int until = Math.Min(end, ExitFinder.UntilOf(need, covered));
        if (covered < until)
            Finder.Fill(side, entry, covered, until, codes, codes + 16);
        Finder.Settle(side, entry, covered, until, codes);
        Vector256<int> latest = Vector256.Max(Vector256.Load(codes), Vector256.Load(codes + 8));
        bool done = until == end || Vector256.LessThanAll(latest, Vector256.Create(until << 2));
        place = (index << 32) | (uint)(done ? int.MaxValue : until);
        if (signal >= Oldest)
            Rows[(side * Span) + signal] = place;
        return place;
    }
}
