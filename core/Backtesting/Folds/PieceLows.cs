using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Backtesting.Folds;

/// <summary>
/// The worst price of any run of bars around a piece of time: how far a trade was under water. For every bar and every power of
/// two it holds the worst price of so many bars from there on; two of them, which may overlap, make any run.
/// </summary>
/// <remarks>J. Bentley's sparse table, for both sides as in <see cref="SidedPrices"/>. Runs that reach beyond it are left to <see cref="BlockLows"/>.</remarks>
internal sealed unsafe class PieceLows
{
    // The piece, the one before it, and what trades of its last bars may need.
    private const int Ahead = 512;
    private const int Bars = (2 * Piece.MaxBars) + Ahead;

    // Runs of no bar at all, then of 1, 2, 4, … 4,096 of them.
    private const int Rows = 14;

    /// <summary>From one row to the next.</summary>
    public const int Stride = Bars + 16;

    // From so many rules on, building the table costs less than doing without.
    private const int WorthATable = 4;

    private readonly int[] memory = GC.AllocateUninitializedArray<int>((2 * Rows * Stride) + Piece.MaxBars + 16, pinned: true);
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
            Fill((int*)Unsafe.AsPointer(ref memory[0]) + (side * Rows * Stride), series.Sides[side]);
    }

    /// <summary>Whether <see cref="Table"/> holds every run of bars from a signal of the piece or of the one before up to the fill of the next.</summary>
    public bool Holds(int lag) => filled > 0 && lag <= Ahead;

    /// <summary>
    /// Where the runs of one side that begin at bar 0 would be found, by the leading zeros of their length in 32 bits:
    /// <c>Table(side)[bar − zeros × Stride]</c>.
    /// </summary>
    public int* Table(int side) => (int*)Unsafe.AsPointer(ref memory[0]) + (((side * Rows) + 32) * Stride) - first;

    /// <summary>The largest power of two within a length, from its leading zeros; 0 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Half(int zeros) => (int)(0x8000_0000L >> zeros);

    /// <summary>The worst price of <paramref name="length"/> bars from <paramref name="bar"/> on; <see cref="PointSeries.Limit"/> for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Lowest(int side, int bar, int length)
    {
        int offset = bar - first;
        if (offset < 0 || offset + length > filled)
            return blocks!.Lowest(side, bar, length);
        int zeros = BitOperations.LeadingZeroCount((uint)length);
        int* row = Table(side) + bar - (zeros * Stride);
        return Math.Min(row[0], row[length - Half(zeros)]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(int* rows, SidedPrices prices)
    {
        new Span<int>(rows, filled).Fill(PointSeries.Limit);
        int* before = rows + Stride;
        int missing = Math.Max(0, -first);
        new Span<int>(before, missing).Fill(PointSeries.Limit);
        prices.CopyLows(first + missing, new Span<int>(before + missing, filled - missing));
        for (int row = 2; row < Rows; row++)
        {
            int half = 1 << (row - 2), count = filled - (2 * half) + 1;
            if (count <= 0)
                return;
            int* next = before + Stride;
            // A few more than are needed: there is room.
            for (int i = 0; i < count; i += Vector512<int>.Count)
                Vector512.Min(Vector512.Load(before + i), Vector512.Load(before + i + half)).Store(next + i);
            before = next;
        }
    }
}
