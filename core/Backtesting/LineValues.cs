using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// A line as the fast kernel compares it: rounded to single precision, sixteen to a vector. Rounding is monotone, so a
/// strict order of the rounded values is the order of the exact ones, and only equal ones are looked up exactly.
/// </summary>
internal sealed class LineValues
{
    private readonly double[]? exact;
    private readonly long[]? sums;
    private readonly int window;

    private LineValues(float[] rounded, double[]? exact, long[]? sums, int window)
    {
        (Rounded, this.exact, this.sums, this.window) = (rounded, exact, sums, window);
        while (First < rounded.Length && float.IsNaN(rounded[First]))
            First++;
    }

    /// <summary>The values in single precision; NaN where undefined. Padded to a multiple of 64 with NaN.</summary>
    public float[] Rounded { get; }

    /// <summary>The first index that is not NaN.</summary>
    public int First { get; }

    /// <summary>What this object holds, in bytes.</summary>
    public long Bytes => (Rounded.Length * 4L) + ((exact?.Length ?? 0) * 8L);

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
        float[] rounded = Allocate(values.Length);
        for (int i = 0; i < values.Length; i++)
            rounded[i] = (float)values[i];
        return new LineValues(rounded, values, null, 0);
    }

    /// <summary>A simple moving average from prefix sums; the exact values are made again where they are needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LineValues OfSma(long[] sums, int window)
    {
        int count = sums.Length - 1;
        float[] rounded = Allocate(count);
        rounded.AsSpan(0, Math.Min(window - 1, count)).Fill(float.NaN);
        for (int i = window - 1; i < count; i++)
            rounded[i] = (float)((double)(sums[i + 1] - sums[i + 1 - window]) / window);
        return new LineValues(rounded, null, sums, window);
    }

    private static float[] Allocate(int count)
    {
        float[] rounded = GC.AllocateUninitializedArray<float>((count + 63) & ~63);
        rounded.AsSpan(count).Fill(float.NaN);
        return rounded;
    }
}
