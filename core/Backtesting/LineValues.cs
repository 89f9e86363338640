using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// A line as the fast kernel compares it: each value has a 31-bit key, sixteen to a vector. Keys that differ by more than
/// <see cref="Tolerance"/> order their values; where they differ by less the values are looked up exactly.
/// </summary>
/// <remarks>
/// The key is the value in single precision, its bits read as an integer, mirrored for negative ones, without the last bit,
/// so that the difference of two keys fits an integer as well. It may be off by one.
/// </remarks>
internal sealed unsafe class LineValues
{
    /// <summary>Up to which difference two keys say nothing.</summary>
    public const int Tolerance = 2;

    private readonly int[] memory = [];
    private readonly int* stored;
    private readonly double[]? exact;
    private readonly PointSeries? series;

    private LineValues(double[] exact)
    {
        this.exact = exact;
        // On a cache line's boundary, so that no vector straddles two.
        int padded = (exact.Length + 63) & ~63;
        memory = GC.AllocateUninitializedArray<int>(padded + 16, pinned: true);
        stored = (int*)(((nint)Unsafe.AsPointer(ref memory[0]) + 63) & ~63);
        new Span<int>(stored + exact.Length, padded - exact.Length).Clear();
    }

    private LineValues(PointSeries series, int window) => (this.series, Window, First) = (series, window, Math.Min(window - 1, series.Count));

    /// <summary>The window of a simple moving average; 0 for other lines.</summary>
    public int Window { get; }

    /// <summary>The first index that is not NaN.</summary>
    public int First { get; private init; }

    /// <summary>Whether a value after the first defined one is undefined.</summary>
    public bool HasGaps { get; private init; }

    /// <summary>What this object holds, in bytes.</summary>
    public long Bytes => (memory.Length * 4L) + ((exact?.Length ?? 0) * 8L);

    /// <summary>The exact value.</summary>
    public double Exact(int index)
    {
        if (exact is not null)
            return exact[index];
        return index < Window - 1 ? double.NaN : (double)SumTo(index) / Window;
    }

    /// <summary>The keys of a piece, without meaning where the line is undefined.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="closes">Sums of closes in the piece.</param>
    /// <param name="scratch">Room for <see cref="Piece.MaxBars"/> keys, if they have to be made.</param>
    public int* Load(Piece piece, PieceCloses closes, int* scratch)
    {
        if (stored is not null)
            return stored + piece.First;
        int first = Math.Max(piece.First, First), end = Math.Min(piece.End, series!.Count);
        if (first >= end)
            return scratch;
        if (closes.Covers(Window))
            closes.Average(Window, first - piece.First, end - piece.First, scratch);
        else
            LoadAverage(first, end, scratch - piece.First);
        return scratch;
    }

    /// <summary>Wraps computed values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LineValues Of(double[] values)
    {
        int first = 0;
        while (first < values.Length && double.IsNaN(values[first]))
            first++;
        var line = new LineValues(values) { First = first, HasGaps = Array.FindIndex(values, first, double.IsNaN) >= 0 };
        int* keys = line.stored;
        for (int i = 0; i < values.Length; i++)
            keys[i] = KeyOf((float)values[i]);
        return line;
    }

    /// <summary>A simple moving average of the closes: cheaper to make again, piece by piece, than to keep.</summary>
    public static LineValues OfSma(PointSeries series, int window) => new(series, window);

    // For windows that a piece's closes do not cover.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LoadAverage(int first, int end, int* keys)
    {
        double factor = 1.0 / Window;
        long sum = SumTo(first);
        for (int i = first; i < end; i++)
        {
            keys[i] = KeyOf((float)(sum * factor));
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

    // Adding zero turns the negative zero into the positive one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int KeyOf(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value + 0f);
        return (bits ^ ((bits >> 31) & int.MaxValue)) >> 1;
    }
}
