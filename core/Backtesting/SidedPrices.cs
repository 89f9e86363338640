using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// Prices as one side sees them: for shorts negated, with high and low exchanged, so that a stop is always below the entry
/// and a profit always a rise. What holds for longs then holds for both.
/// </summary>
internal sealed unsafe class SidedPrices
{
    private readonly int* open;
    private readonly int* high;
    private readonly int* low;
    private readonly int sign;

    // The arrays are pinned; here they are kept alive.
    private readonly int[][] memory;

    private SidedPrices(PointSeries series, int side)
    {
        memory = [series.Open, side == 0 ? series.High : series.Low, side == 0 ? series.Low : series.High];
        open = Start(memory[0]);
        high = Start(memory[1]);
        low = Start(memory[2]);
        sign = -side;

        static int* Start(int[] values) => (int*)Unsafe.AsPointer(ref values[0]);
    }

    /// <summary>Prices of the long and of the short side.</summary>
    public static SidedPrices[] Both(PointSeries series) => [new(series, 0), new(series, 1)];

    /// <summary>The open of a bar.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Open(int bar) => (open[bar] ^ sign) - sign;

    /// <summary>The best price of a bar.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int High(int bar) => (high[bar] ^ sign) - sign;

    /// <summary>Copies the worst prices of the bars from <paramref name="bar"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void CopyLows(int bar, Span<int> lows)
    {
        var from = new ReadOnlySpan<int>(low + bar, lows.Length);
        if (sign == 0)
        {
            from.CopyTo(lows);
            return;
        }

        int i = 0;
        for (; i + Vector<int>.Count <= lows.Length; i += Vector<int>.Count)
            (-new Vector<int>(from[i..])).CopyTo(lows[i..]);
        for (; i < lows.Length; i++)
            lows[i] = -from[i];
    }

    /// <summary>The worst price of a bar.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Low(int bar) => (low[bar] ^ sign) - sign;
}
