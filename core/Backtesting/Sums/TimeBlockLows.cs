using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>
/// The worst price of any run of bars in a block of time: how low a trade was. For every bar and every power of two it holds the
/// worst price, in ticks, of so many bars from there on; two of them, which may overlap, make any run.
/// </summary>
/// <remarks>
/// A sparse table (M. Bender, M. Farach-Colton, The LCA problem revisited, 2000) for each side. It is small, so that it stays in the
/// second-level cache beside lines and exits: what it does not hold is left to <see cref="BlockLows"/>.
/// </remarks>
internal sealed unsafe class TimeBlockLows
{
    /// <summary>From one row to the next.</summary>
    private const int Stride = Bars + 32;

    // The block, and what trades of its last bars may need.
    private const int Ahead = 512;
    private const int Bars = TimeBlock.MaxBars + Ahead;

    // Runs of no bar at all, then of 1, 2, 4, … 2,048 of them.
    private const int Rows = 13;

    // Pinned, and kept alive here.
    private readonly short[] memory = GC.AllocateUninitializedArray<short>((2 * Rows * Stride) + Bars, pinned: true);
    private readonly short* table;
    private BlockLows? blocks;
    private int first;
    private int filled;
    private int points = 1;
    private int middle;

    /// <summary>Makes room.</summary>
    public TimeBlockLows() => table = (short*)Unsafe.AsPointer(ref memory[0]);

    /// <summary>Turns to a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="market">The prices.</param>
    /// <param name="isWorthATable">Whether so many trades will ask that building the table costs less than doing without.</param>
    public void Turn(TimeBlock block, MarketConditions market, bool isWorthATable)
    {
        PointSeries series = market.Series;
        blocks = series.BlockLows;
        first = block.First;
        filled = 0;
        (points, middle) = series.Ticks is TickPrices prices ? (prices.Points, prices.Middle) : (1, 0);
        if (!isWorthATable || series.Ticks is not TickPrices ticks)
            return;
        filled = Math.Min(Bars, series.Count - first);
        for (int side = 0; side < 2; side++)
            Fill(table + (side * Rows * Stride), ticks.Lows(side) + first);
    }

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
        // Rows by the leading zeros of a length in 32 bits; the larger half of it is a power of two.
        short* row = table + (nint)(uint)((((side * Rows) + 32 - zeros) * Stride) + offset);
        int ticks = Straight.Min((int)row[0], row[(nint)(uint)(length - (int)(0x8000_0000L >> zeros))]);
        return ((middle ^ -side) + side) + ((ticks + side) * points);
    }

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
