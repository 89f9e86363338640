using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// A line as the fast kernel compares it: rounded to single precision, sixteen to a vector. Rounding is monotone, so a
/// strict order of the rounded values is the order of the exact ones, and only equal ones are looked up exactly.
/// </summary>
internal sealed unsafe class LineValues
{
    private readonly float[] memory;
    private readonly double[]? exact;
    private readonly long[]? sums;
    private readonly int window;

    private LineValues(int count, double[]? exact, long[]? sums, int window)
    {
        (this.exact, this.sums, this.window) = (exact, sums, window);
        // On a cache line's boundary, so that no vector straddles two.
        int padded = (count + 63) & ~63;
        memory = GC.AllocateUninitializedArray<float>(padded + 16, pinned: true);
        Rounded = (float*)(((nint)Unsafe.AsPointer(ref memory[0]) + 63) & ~63);
        new Span<float>(Rounded + count, padded - count).Fill(float.NaN);
    }

    /// <summary>The values in single precision; NaN where undefined. Padded to a multiple of 64 with NaN.</summary>
    public float* Rounded { get; }

    /// <summary>The first index that is not NaN.</summary>
    public int First { get; private init; }

    /// <summary>What this object holds, in bytes.</summary>
    public long Bytes => (memory.Length * 4L) + ((exact?.Length ?? 0) * 8L);

    /// <summary>The exact value.</summary>
    public double Exact(int index)
    {
        if (exact is not null)
            return exact[index];
        return index < window - 1 ? double.NaN : (double)(sums![index + 1] - sums[index + 1 - window]) / window;
    }

    /// <summary>Wraps computed values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LineValues Of(double[] values)
    {
        int first = 0;
        while (first < values.Length && double.IsNaN(values[first]))
            first++;
        var line = new LineValues(values.Length, values, null, 0) { First = first };
        float* rounded = line.Rounded;
        for (int i = 0; i < values.Length; i++)
            rounded[i] = (float)values[i];
        return line;
    }

    /// <summary>A simple moving average from prefix sums; the exact values are made again where they are needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LineValues OfSma(long[] sums, int window)
    {
        int count = sums.Length - 1;
        int first = Math.Min(window - 1, count);
        var line = new LineValues(count, null, sums, window) { First = first };
        float* rounded = line.Rounded;
        new Span<float>(rounded, first).Fill(float.NaN);
        var divisor = new Vector<double>((double)window);
        int i = first;
        fixed (long* until = sums)
        {
            long* from = until - window;
            for (; i + Vector<float>.Count <= count; i += Vector<float>.Count)
            {
                Vector<long> low = Vector.Load(until + i + 1) - Vector.Load(from + i + 1);
                Vector<long> high = Vector.Load(until + i + 1 + Vector<long>.Count) - Vector.Load(from + i + 1 + Vector<long>.Count);
                Vector.Narrow(Vector.ConvertToDouble(low) / divisor, Vector.ConvertToDouble(high) / divisor).Store(rounded + i);
            }
        }

        for (; i < count; i++)
            rounded[i] = (float)line.Exact(i);
        return line;
    }
}
