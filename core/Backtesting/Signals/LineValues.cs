using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>
/// A line as the fast kernel compares it: within a piece of time each value has a key of 16 bits, 32 to a vector. Keys that
/// differ order their values; where they are equal the values are looked up exactly.
/// </summary>
/// <remarks>
/// A key is the value on the scale of the piece, cut to a whole number. Every step from value to key is rounded, but never
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
        ranges = new (double Lowest, double Highest)[(exact.Length + Piece.MaxBars - 1) / Piece.MaxBars];
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
        for (int piece = 0; piece < line.ranges.Length; piece++)
            line.ranges[piece] = RangeOf(
                values.AsSpan(piece * Piece.MaxBars, Math.Min(Piece.MaxBars, values.Length - (piece * Piece.MaxBars))));
        return line;
    }

    /// <summary>A simple moving average of the closes: cheaper to make again, piece by piece, than to keep.</summary>
    public static LineValues OfSma(PointSeries series, int window) => new(series, window);

    /// <summary>The exact value at a bar.</summary>
    public double Exact(int index)
    {
        if (exact is not null)
            return exact[index];
        return index < Window - 1 ? double.NaN : (double)SumTo(index) / Window;
    }

    /// <summary>The lowest and the highest finite value in a piece; of a moving average, those of the closes.</summary>
    public (double Lowest, double Highest) Range(Piece piece, PieceCloses closes) =>
        exact is null ? (closes.Lowest, closes.Highest) : ranges[piece.FirstWord / Piece.MaxWords];

    /// <summary>Whether the keys of a piece can be made from sums of closes.</summary>
    public bool IsAverageOf(PieceCloses closes) => exact is null && closes.Covers(Window);

    /// <summary>Makes the keys of a piece, without meaning where the line is undefined.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="closes">Sums of closes in the piece.</param>
    /// <param name="scale">The scale of the keys; null where all lines are averages of these closes.</param>
    /// <param name="keys">Receives the keys, by bar of the piece.</param>
    public void Load(Piece piece, PieceCloses closes, KeyScale? scale, short* keys)
    {
        int first = Math.Max(piece.First, First), end = Math.Min(piece.End, piece.DataBars);
        if (first >= end)
            return;
        if (scale is not KeyScale common)
            closes.Average(Window, first - piece.First, end - piece.First, keys);
        else if (exact is not null)
            LoadStored(first, end, common, keys + (first - piece.First));
        else
            LoadAverage(first, end, common, keys - piece.First);
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
