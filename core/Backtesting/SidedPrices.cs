using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// Prices as one side sees them: for shorts negated, with high and low exchanged, so that a stop is always below the entry
/// and a profit always a rise. What holds for longs then holds for both.
/// </summary>
internal sealed class SidedPrices
{
    private SidedPrices(int[] open, int[] high, int[] low, int[] close) => (Open, High, Low, Close) = (open, high, low, close);

    /// <summary>Opens.</summary>
    public int[] Open { get; }

    /// <summary>The best price of each bar.</summary>
    public int[] High { get; }

    /// <summary>The worst price of each bar.</summary>
    public int[] Low { get; }

    /// <summary>Closes.</summary>
    public int[] Close { get; }

    /// <summary>Prices of the long and of the short side.</summary>
    public static SidedPrices[] Both(PointSeries series) =>
    [
        new(series.Open, series.High, series.Low, series.Close),
        new(Negate(series.Open), Negate(series.Low), Negate(series.High), Negate(series.Close)),
    ];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] Negate(int[] values)
    {
        int[] negated = GC.AllocateUninitializedArray<int>(values.Length);
        for (int i = 0; i < values.Length; i++)
            negated[i] = -values[i];
        return negated;
    }
}
