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
    private readonly Array[] memory;
    private readonly int middle;
    private readonly int shift;

    private SidedPrices(PointSeries series, int side)
    {
        (int lowest, int highest) = Range(series);
        sign = -side;
        int[] best = side == 0 ? series.High : series.Low, worst = side == 0 ? series.Low : series.High;
        open = Start(series.Open);
        high = Start(best);
        low = Start(worst);
        // Half of what 16 bits hold remains for levels beyond all prices.
        while ((highest - lowest) >> shift > short.MaxValue)
            shift++;
        int center = lowest + ((highest - lowest) / 2);
        middle = side == 0 ? center : -center;
        short[] coarseHigh = Coarse(best, series.Count, short.MinValue), coarseLow = Coarse(worst, series.Count, short.MaxValue);
        CoarseHigh = (short*)Unsafe.AsPointer(ref coarseHigh[0]);
        CoarseLow = (short*)Unsafe.AsPointer(ref coarseLow[0]);
        memory = [series.Open, series.High, series.Low, coarseHigh, coarseLow];

        static int* Start(int[] values) => (int*)Unsafe.AsPointer(ref values[0]);
    }

    /// <summary>The best price of each bar in 16 bits, as <see cref="Coarse(int)"/> has it; beyond the last bar the worst of all.</summary>
    public short* CoarseHigh { get; }

    /// <summary>The worst price of each bar in 16 bits; beyond the last bar the best of all.</summary>
    public short* CoarseLow { get; }

    /// <summary>Prices of the long and of the short side.</summary>
    public static SidedPrices[] Both(PointSeries series) => [new(series, 0), new(series, 1)];

    /// <summary>The open of a bar.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Open(int bar) => (open[bar] ^ sign) - sign;

    /// <summary>The best price of a bar.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int High(int bar) => (high[bar] ^ sign) - sign;

    /// <summary>The worst price of a bar.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Low(int bar) => (low[bar] ^ sign) - sign;

    /// <summary>
    /// A price in 16 bits. It never orders two prices the wrong way round, so that a bar that does not touch a level in 16 bits
    /// does not touch it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public short Coarse(int price) => (short)Math.Clamp((price - middle) >> shift, short.MinValue, short.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private short[] Coarse(int[] prices, int count, short padding)
    {
        short[] result = GC.AllocateUninitializedArray<short>(prices.Length, pinned: true);
        for (int i = 0; i < count; i++)
            result[i] = (short)((((prices[i] ^ sign) - sign) - middle) >> shift);
        result.AsSpan(count).Fill(padding);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Lowest, int Highest) Range(PointSeries series)
    {
        int lowest = int.MaxValue, highest = int.MinValue;
        for (int i = 0; i < series.Count; i++)
        {
            lowest = Math.Min(lowest, series.Low[i]);
            highest = Math.Max(highest, series.High[i]);
        }

        return series.Count == 0 ? (0, 0) : (lowest, highest);
    }
}
