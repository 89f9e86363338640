using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>
/// A line as the fast kernel compares it: within a block of time each value has a key of 16 bits, 32 to a vector. Keys that
/// differ order their values; where they are equal the values are looked up exactly.
/// </summary>
/// <remarks>
/// A key is the value on the scale of the block, cut to a whole number. Every step from value to key is rounded, but never
/// turns the order of two values round, as long as all lines of a comparison take the same steps.
/// </remarks>
internal sealed unsafe class LineValues
{
    private readonly double[]? exact;
    private readonly PointSeries? series;
    private readonly (double Lowest, double Highest)[] ranges = [];

    private LineValues(double[] exact)
    {
        this.exact = exact;
        ranges = new (double Lowest, double Highest)[(exact.Length + TimeBlock.MaxBars - 1) / TimeBlock.MaxBars];
    }

    private LineValues(PointSeries series, int window) =>
        (this.series, Window, First) = (series, window, Math.Min(window - 1, series.Count));

    /// <summary>The window of a simple moving average; 0 for other lines.</summary>
    public int Window { get; }

    /// <summary>The first index that is not NaN.</summary>
    public int First { get; private init; }

    /// <summary>Whether a value after the first defined one is undefined.</summary>
    public bool HasGaps { get; private init; }

    /// <summary>What this object holds, in bytes.</summary>
    public long Bytes => (exact?.Length ?? 0) * 8L;

    /// <summary>Wraps computed values.</summary>
    public static LineValues Of(double[] values)
    {
        int first = 0;
        while (first < values.Length && double.IsNaN(values[first]))
            first++;
        var line = new LineValues(values) { First = first, HasGaps = Array.FindIndex(values, first, double.IsNaN) >= 0 };
        for (int block = 0; block < line.ranges.Length; block++)
            line.ranges[block] = RangeOf(
                values.AsSpan(block * TimeBlock.MaxBars, Math.Min(TimeBlock.MaxBars, values.Length - (block * TimeBlock.MaxBars))));
        return line;
    }

    /// <summary>A simple moving average of the closes: cheaper to make again, block by block, than to keep.</summary>
    public static LineValues OfSma(PointSeries series, int window) => new(series, window);

    /// <summary>The exact value at a bar.</summary>
    public double Exact(int index)
    {
        if (exact is not null)
            return exact[index];
        return index < Window - 1 ? double.NaN : (double)SumTo(index) / Window;
    }

    /// <summary>The lowest and the highest finite value in a block; of a moving average, those of the closes.</summary>
    public (double Lowest, double Highest) Range(TimeBlock block, TimeBlockCloses closes) =>
        exact is null ? (closes.Lowest, closes.Highest) : ranges[block.FirstWord / TimeBlock.MaxWords];

    /// <summary>Whether the keys of a block can be made from sums of closes.</summary>
    public bool IsAverageOf(TimeBlockCloses closes) => exact is null && closes.Covers(Window);

    /// <summary>Makes the keys of a block, without meaning where the line is undefined.</summary>
    /// <param name="block">The block.</param>
    /// <param name="closes">Sums of closes in the block.</param>
    /// <param name="scale">The scale of the keys; null where all lines are averages of these closes.</param>
    /// <param name="keys">Receives the keys, by bar of the block.</param>
    public void Load(TimeBlock block, TimeBlockCloses closes, KeyScale? scale, short* keys)
    {
        int first = Math.Max(block.First, First), end = Math.Min(block.End, block.DataBars);
        if (first >= end)
            return;
        if (scale is not KeyScale common)
            closes.Average(Window, first - block.First, end - block.First, keys);
        else if (exact is not null)
            LoadStored(first, end, common, keys + (first - block.First));
        else
            LoadAverage(first, end, common, keys - block.First);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Lowest, double Highest) RangeOf(ReadOnlySpan<double> values)
    {
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (double.IsFinite(value))
                (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
        }

        return (lowest, highest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LoadStored(int first, int end, KeyScale scale, short* keys)
    {
        var origin = new Vector<double>(scale.Origin);
        var factor = new Vector<double>(scale.Factor);
        var limit = new Vector<float>(KeyScale.Limit);
        int i = first;
        for (; i + Vector<short>.Count <= end; i += Vector<short>.Count, keys += Vector<short>.Count)
            Vector.Narrow(Keys(i), Keys(i + Vector<int>.Count)).Store(keys);
        for (; i < end; i++)
            *keys++ = KeyOf(exact![i], scale);

        Vector<int> Keys(int at)
        {
            Vector<double> low = (new Vector<double>(exact!, at) - origin) * factor;
            Vector<double> high = (new Vector<double>(exact!, at + Vector<double>.Count) - origin) * factor;
            return Vector.ConvertToInt32(Vector.Max(Vector.Min(Vector.Narrow(low, high), limit), -limit));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LoadAverage(int first, int end, KeyScale scale, short* keys)
    {
        long sum = SumTo(first);
        for (int i = first; i < end; i++)
        {
            keys[i] = KeyOf((double)sum / Window, scale);
            if (i + 1 < end)
                sum += series!.Close[i + 1] - series.Close[i + 1 - Window];
        }
    }

    private long SumTo(int index)
    {
        long sum = 0;
        foreach (int close in series!.Close.AsSpan(index + 1 - Window, Window))
            sum += close;
        return sum;
    }

    private static short KeyOf(double value, KeyScale scale) =>
        (short)Math.Clamp((float)((value - scale.Origin) * scale.Factor), -KeyScale.Limit, KeyScale.Limit);
}
