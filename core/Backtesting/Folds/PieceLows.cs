using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ServerlessTuner.Core.Backtesting.Exits;

namespace ServerlessTuner.Core.Backtesting.Folds;

/// <summary>
/// The worst price of any run of bars in a piece of time: how low a trade was. For every bar and every power of two it holds the
/// worst price, in ticks, of so many bars from there on; two of them, which may overlap, make any run.
/// </summary>
/// <remarks>
/// A sparse table (M. Bender, M. Farach-Colton, The LCA problem revisited, 2000) for each side. It is small, so that it stays in the
/// second-level cache beside lines and exits: what it does not hold is left to <see cref="BlockLows"/>.
/// </remarks>
internal sealed unsafe class PieceLows
{
    /// <summary>From one row to the next.</summary>
    public const int Stride = Bars + 32;

    // The piece, and what trades of its last bars may need.
    private const int Ahead = 512;
    private const int Bars = Piece.MaxBars + Ahead;

    // Runs of no bar at all, then of 1, 2, 4, … 2,048 of them.
    private const int Rows = 13;

    // From so many rules on, building the table costs less than doing without.
    private const int WorthATable = 4;

    private readonly short[] memory = GC.AllocateUninitializedArray<short>((2 * Rows * Stride) + Bars, pinned: true);
    private BlockLows? blocks;
    private int first;
    private int filled;
    private int points = 1;
    private int middle;

    /// <summary>How many points a tick has.</summary>
    public int Points => points;

    /// <summary>The price in points from which ticks are counted.</summary>
    public int Middle => middle;

    /// <summary>Turns to a piece.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="series">The prices.</param>
    /// <param name="rules">How many signal rules will ask.</param>
    public void Turn(Piece piece, PointSeries series, int rules)
    {
        blocks = series.BlockLows;
        first = piece.First;
        filled = 0;
        (points, middle) = series.Ticks is TickPrices prices ? (prices.Points, prices.Middle) : (1, 0);
        if (rules < WorthATable || series.Ticks is not TickPrices ticks)
            return;
        filled = Math.Min(Bars, series.Count - first);
        for (int side = 0; side < 2; side++)
            Fill((short*)Unsafe.AsPointer(ref memory[0]) + (side * Rows * Stride), ticks.Lows(side) + first);
    }

    /// <summary>
    /// Whether <see cref="Table"/> holds every run of bars from the entry of one signal of the piece up to that of the next.
    /// </summary>
    /// <param name="signal">The first signal.</param>
    /// <param name="lag">Bars from signal to entry.</param>
    public bool Holds(int signal, int lag) => filled > 0 && signal >= first && lag <= Ahead - TouchBatch.Bars;

    /// <summary>
    /// Where the runs of one side that begin at bar 0 would be found, by the leading zeros of their length in 32 bits:
    /// <c>Table(side)[bar − zeros × Stride]</c>.
    /// </summary>
    public short* Table(int side) => (short*)Unsafe.AsPointer(ref memory[0]) + (((side * Rows) + 32) * Stride) - first;

    /// <summary>The largest power of two within a length, from its leading zeros; 0 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Half(int zeros) => (int)(0x8000_0000L >> zeros);

    /// <summary>
    /// The worst price of <paramref name="length"/> bars from <paramref name="bar"/> on in points; above all prices for none.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Lowest(int side, int bar, int length)
    {
        int offset = bar - first;
        if ((uint)offset >= (uint)filled || offset + length > filled)
            return blocks!.Lowest(side, bar, length);
        int zeros = BitOperations.LeadingZeroCount((uint)length);
        short* row = Table(side) + bar - (zeros * Stride);
        int ticks = Straight.Min((int)row[0], row[length - Half(zeros)]);
        return ((middle ^ -side) + side) + ((ticks + side) * points);
    }

    /// <summary>The ticks, as <see cref="Table"/> holds them, of a price in points as a side sees it.</summary>
    public int TicksOf(int side, int price) => ((price - ((middle ^ -side) + side)) / points) - side;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(short* rows, short* lows)
    {
        new Span<short>(rows, filled).Fill(short.MaxValue);
        short* before = rows + Stride;
        new Span<short>(lows, filled).CopyTo(new Span<short>(before, filled));
        for (int row = 2; row < Rows; row++)
        {
            int half = 1 << (row - 2), count = filled - (2 * half) + 1;
            if (count <= 0)
                return;
            short* next = before + Stride;
            // A few more than are needed: there is room.
            for (int i = 0; i < count; i += Vector512<short>.Count)
                Vector512.Min(Vector512.Load(before + i), Vector512.Load(before + i + half)).Store(next + i);
            before = next;
        }
    }
}
