using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>
/// Closes of a block of time and before it, in ticks, summed up relative to one of them: the sum of a window is the difference
/// of two sums, exact in single precision, eight to sixteen to a vector.
/// </summary>
internal sealed unsafe class TimeBlockCloses
{
    private const int MaxWindow = 1024;

    // Whole numbers up to here are exact in single precision.
    private const int Exact = 1 << 24;

    private readonly int[] sums = GC.AllocateUninitializedArray<int>(MaxWindow + TimeBlock.MaxBars + 1, pinned: true);
    private TickPrices? ticks;
    private int reference;
    private int longest;

    /// <summary>The lowest of these closes, in points.</summary>
    public int Lowest { get; private set; }

    /// <summary>The highest of these closes, in points.</summary>
    public int Highest { get; private set; }

    /// <summary>Whether sums of a window can be had.</summary>
    public bool Covers(int window) => window <= longest;

    /// <summary>
    /// Above 0 where the average of the left window is above that of the right one, below 0 where it is below. Exact, and so are the
    /// averages rounded to double precision as long as windows are covered: different ones stay different.
    /// </summary>
    public long Order(int left, int right, int bar)
    {
        int at = MaxWindow + 1 + bar;
        return ((long)(sums[at] - sums[at - left]) * right) - ((long)(sums[at] - sums[at - right]) * left);
    }

    /// <summary>Sums up the closes of a block, and of as many bars before it as a window needs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Load(TimeBlock block, PointSeries series, int window)
    {
        int end = Math.Min(block.End, block.DataBars), first = Math.Max(block.First - window, 0);
        (Lowest, Highest) = Range(series.Close, first, end);
        ticks = series.Ticks;
        longest = 0;
        if (ticks is null)
            return;
        reference = (Lowest - ticks.Middle) / ticks.Points;
        longest = Math.Min(MaxWindow, Exact / (((Highest - Lowest) / ticks.Points) + 1));
        short[] closes = ticks.Closes;
        first = Math.Max(block.First - Math.Min(window, MaxWindow), 0);
        int sum = 0, at = MaxWindow + first - block.First;
        sums[at] = 0;
        for (int i = first; i < end; i++)
        {
            // Sums may overflow; it is their differences that must not.
            sum += closes[i] - reference;
            sums[++at] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Lowest, int Highest) Range(int[] values, int from, int until)
    {
        Vector<int> low = new(values[from]), high = low;
        int i = from;
        for (; i + Vector<int>.Count <= until; i += Vector<int>.Count)
        {
            low = Vector.Min(low, new Vector<int>(values, i));
            high = Vector.Max(high, new Vector<int>(values, i));
        }

        (int lowest, int highest) = (low[0], high[0]);
        for (int lane = 1; lane < Vector<int>.Count; lane++)
            (lowest, highest) = (Math.Min(lowest, low[lane]), Math.Max(highest, high[lane]));
        for (; i < until; i++)
            (lowest, highest) = (Math.Min(lowest, values[i]), Math.Max(highest, values[i]));
        return (lowest, highest);
    }

    /// <summary>Makes the keys of averages. Sums are exact and quotients rounded once, so the smaller average has no larger key.</summary>
    /// <param name="window">The window.</param>
    /// <param name="from">The first bar of the block at which the average exists.</param>
    /// <param name="until">The bar after the last one.</param>
    /// <param name="keys">Receives the keys, by bar of the block.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Average(int window, int from, int until, short* keys)
    {
        int* last = (int*)Unsafe.AsPointer(ref sums[0]) + MaxWindow + 1;
        int* before = last - window;
        float scale = 2 * KeyScale.Limit / Math.Max((Highest - Lowest) / ticks!.Points, 1);
        var divisor = new Vector<float>(window);
        var factor = new Vector<float>(scale);
        var middle = new Vector<float>(KeyScale.Limit);
        int i = from;
        for (; i + Vector<short>.Count <= until; i += Vector<short>.Count)
            Vector.Narrow(Keys(i), Keys(i + Vector<int>.Count)).Store(keys + i);
        for (; i < until; i++)
            keys[i] = (short)((((float)(last[i] - before[i]) / window) * scale) - KeyScale.Limit);

        Vector<int> Keys(int at) =>
            Vector.ConvertToInt32Native(
                (Vector.ConvertToSingle(Vector.Load(last + at) - Vector.Load(before + at)) / divisor * factor) - middle);
    }
}
