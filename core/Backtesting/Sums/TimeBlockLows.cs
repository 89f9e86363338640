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

    // From so many rules on, building the table costs less than doing without.
    private const int WorthATable = 4;

    private readonly short[] memory = GC.AllocateUninitializedArray<short>((2 * Rows * Stride) + Bars, pinned: true);
    private BlockLows? blocks;
    private int first;
    private int filled;
    private int points = 1;
    private int middle;

    /// <summary>How many points lie between the lowest and the highest price at which a trade of the block may stand.</summary>
    public int Span { get; private set; }

    /// <summary>Turns to a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="market">The prices.</param>
    /// <param name="rules">How many signal rules will ask.</param>
    public void Turn(TimeBlock block, MarketConditions market, int rules)
    {
        PointSeries series = market.Series;
        blocks = series.BlockLows;
        first = block.First;
        filled = 0;
        Measure(market.Series, block.First + market.Delay + 1, Math.Min(block.End + market.Delay + 1, series.Count));
        (points, middle) = series.Ticks is TickPrices prices ? (prices.Points, prices.Middle) : (1, 0);
        if (rules < WorthATable || series.Ticks is not TickPrices ticks)
            return;
        filled = Math.Min(Bars, series.Count - first);
        for (int side = 0; side < 2; side++)
            Fill((short*)Unsafe.AsPointer(ref memory[0]) + (side * Rows * Stride), ticks.Lows(side) + first);
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
        short* row = (short*)Unsafe.AsPointer(ref memory[0]) + (((side * Rows) + 32 - zeros) * Stride) + offset;
        int ticks = Straight.Min((int)row[0], row[length - (int)(0x8000_0000L >> zeros)]);
        return ((middle ^ -side) + side) + ((ticks + side) * points);
    }

    // What holds for all bars in which trades of the block are open.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Measure(PointSeries series, int from, int until)
    {
        Span = 0;
        if (from >= until)
            return;
        Vector256<int> low = Vector256.Create(int.MaxValue), high = Vector256.Create(-PointSeries.Limit);
        // Beyond the data prices touch nothing; those of a few bars more only widen what is said.
        for (int bar = from; bar < until; bar += Vector256<int>.Count)
        {
            low = Vector256.Min(low, Vector256.Create(series.Low, bar));
            high = Vector256.Max(high, Vector256.Create(series.High, bar));
        }

        int lowest = int.MaxValue, highest = -PointSeries.Limit;
        for (int lane = 0; lane < Vector256<int>.Count; lane++)
            (lowest, highest) = (Math.Min(lowest, low[lane]), Math.Max(highest, high[lane]));
        Span = highest - lowest;
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
