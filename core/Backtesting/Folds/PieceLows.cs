using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Folds;

/// <summary>
/// The worst price of any run of bars around a piece of time: how far a trade was under water. For every bar and every power of
/// two it holds the worst price of so many bars from there on; two of them, which may overlap, make any run.
/// </summary>
/// <remarks>J. Bentley's sparse table, for both sides as in <see cref="SidedPrices"/>. Runs that reach beyond it are left to <see cref="BlockLows"/>.</remarks>
internal sealed unsafe class PieceLows
{
    // The piece, the one before it, and what trades of its last bars may need.
    private const int Bars = (2 * Piece.MaxBars) + 512;

    // Runs of no bar at all, then of 1, 2, 4, … 2,048 of them.
    private const int Rows = 13;

    // From so many rules on, building the table costs less than doing without.
    private const int WorthATable = 12;

    private readonly int[] memory = GC.AllocateUninitializedArray<int>(2 * Rows * Bars, pinned: true);
    private int first;
    private int filled;
    private BlockLows? blocks;

    /// <summary>Turns to a piece.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="series">The prices.</param>
    /// <param name="rules">How many signal rules will ask.</param>
    public void Turn(Piece piece, PointSeries series, int rules)
    {
        blocks = series.BlockLows;
        first = piece.First - Piece.MaxBars;
        filled = 0;
        if (rules < WorthATable)
            return;
        filled = Math.Min(Bars, series.Count - first);
        for (int side = 0; side < 2; side++)
            Fill(new Span<int>(memory, side * Rows * Bars, Rows * Bars), series.Sides[side]);
    }

    /// <summary>The worst price of <paramref name="length"/> bars from <paramref name="bar"/> on; <see cref="PointSeries.Limit"/> for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Lowest(int side, int bar, int length)
    {
        int offset = bar - first;
        if (offset < 0 || offset + length > filled)
            return blocks!.Lowest(side, bar, length);
        int zeros = BitOperations.LeadingZeroCount((uint)length);
        // The largest power of two within the length, which is 0 for none.
        int half = (int)(0x8000_0000L >> zeros);
        int* row = (int*)Unsafe.AsPointer(ref memory[0]) + (((side * Rows) + 32 - zeros) * Bars) + offset;
        return Math.Min(row[0], row[length - half]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(Span<int> rows, SidedPrices prices)
    {
        rows[..Bars].Fill(PointSeries.Limit);
        Span<int> before = rows.Slice(Bars, filled);
        for (int i = 0; i < filled; i++)
            before[i] = first + i < 0 ? PointSeries.Limit : prices.Low(first + i);
        for (int row = 2; row < Rows; row++)
        {
            int half = 1 << (row - 2), count = filled - (2 * half) + 1;
            if (count <= 0)
                return;
            Span<int> next = rows.Slice(row * Bars, count);
            Halve(before[..count], before.Slice(half, count), next);
            before = next;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Halve(Span<int> left, Span<int> right, Span<int> lower)
    {
        int i = 0;
        for (; i + Vector<int>.Count <= lower.Length; i += Vector<int>.Count)
            Vector.Min(new Vector<int>(left[i..]), new Vector<int>(right[i..])).CopyTo(lower[i..]);
        for (; i < lower.Length; i++)
            lower[i] = Math.Min(left[i], right[i]);
    }
}
