using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// Prices as one side sees them: for shorts negated, with high and low exchanged, so that a stop is always below the entry
/// and a profit always a rise. What holds for longs then holds for both.
/// </summary>
internal sealed unsafe class SidedPrices
{
    /// <summary>How many bars the coming extremes span.</summary>
    public const int Ahead = 64;

    // The arrays are pinned; here they are kept alive.
    private readonly int[][] memory;

    private SidedPrices(int[] open, int[] high, int[] low, int[] highest, int[] lowest)
    {
        memory = [open, high, low, highest, lowest];
        Open = Start(open);
        High = Start(high);
        Low = Start(low);
        Highest = Start(highest);
        Lowest = Start(lowest);

        static int* Start(int[] values) => (int*)Unsafe.AsPointer(ref values[0]);
    }

    /// <summary>Opens.</summary>
    public int* Open { get; }

    /// <summary>The best price of each bar.</summary>
    public int* High { get; }

    /// <summary>The worst price of each bar.</summary>
    public int* Low { get; }

    /// <summary>The best price of each bar and the 63 after it.</summary>
    public int* Highest { get; }

    /// <summary>The worst price of each bar and the 63 after it.</summary>
    public int* Lowest { get; }

    /// <summary>Prices of the long and of the short side.</summary>
    public static SidedPrices[] Both(PointSeries series)
    {
        int[] negatedHigh = Negate(series.High), negatedLow = Negate(series.Low);
        int[] lowest = LowestAhead(series.Low), lowestNegated = LowestAhead(negatedHigh);
        return
        [
            new(series.Open, series.High, series.Low, Negate(lowestNegated), lowest),
            new(Negate(series.Open), negatedLow, negatedHigh, Negate(lowest), lowestNegated),
        ];
    }

    // Windows of 1, 2, 4, … bars, each from two of the size before.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] LowestAhead(int[] values)
    {
        int[] lowest = GC.AllocateUninitializedArray<int>(values.Length, pinned: true);
        values.CopyTo(lowest, 0);
        for (int size = 1; size < Ahead; size *= 2)
        {
            int end = values.Length - size;
            int i = 0;
            for (; i + Vector<int>.Count <= end; i += Vector<int>.Count)
                Vector.Min(new Vector<int>(lowest, i), new Vector<int>(lowest, i + size)).CopyTo(lowest, i);
            for (; i < end; i++)
                lowest[i] = Math.Min(lowest[i], lowest[i + size]);
        }

        return lowest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] Negate(int[] values)
    {
        int[] negated = GC.AllocateUninitializedArray<int>(values.Length, pinned: true);
        int i = 0;
        for (; i + Vector<int>.Count <= values.Length; i += Vector<int>.Count)
            (-new Vector<int>(values, i)).CopyTo(negated, i);
        for (; i < values.Length; i++)
            negated[i] = -values[i];
        return negated;
    }
}
