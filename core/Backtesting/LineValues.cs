using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// A line as the fast kernel compares it: each value has a 31-bit key, sixteen to a vector. Keys never order two values the
/// wrong way round, and only values with equal keys are looked up exactly.
/// </summary>
/// <remarks>
/// The key is the value in single precision, its bits read as an integer, mirrored for negative ones, without the last bit,
/// so that the difference of two keys fits an integer as well.
/// </remarks>
internal sealed unsafe class LineValues
{
    private readonly int[] memory;
    private readonly double[]? exact;
    private readonly long[]? sums;
    private readonly int window;

    private LineValues(int count, double[]? exact, long[]? sums, int window)
    {
        (this.exact, this.sums, this.window) = (exact, sums, window);
        // On a cache line's boundary, so that no vector straddles two.
        int padded = (count + 63) & ~63;
        memory = GC.AllocateUninitializedArray<int>(padded + 16, pinned: true);
        Keys = (int*)(((nint)Unsafe.AsPointer(ref memory[0]) + 63) & ~63);
        new Span<int>(Keys + count, padded - count).Clear();
    }

    /// <summary>The keys, without meaning where the line is undefined. Padded to a multiple of 64.</summary>
    public int* Keys { get; }

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
        return index < window - 1 ? double.NaN : (double)(sums![index + 1] - sums[index + 1 - window]) / window;
    }

    /// <summary>Wraps computed values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LineValues Of(double[] values)
    {
        int first = 0;
        while (first < values.Length && double.IsNaN(values[first]))
            first++;
        var line = new LineValues(values.Length, values, null, 0) { First = first, HasGaps = Array.FindIndex(values, first, double.IsNaN) >= 0 };
        int* keys = line.Keys;
        for (int i = 0; i < values.Length; i++)
            keys[i] = KeyOf((float)values[i]);
        return line;
    }

    /// <summary>A simple moving average from prefix sums; the exact values are made again where they are needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LineValues OfSma(long[] sums, int window)
    {
        int count = sums.Length - 1;
        int first = Math.Min(window - 1, count);
        var line = new LineValues(count, null, sums, window) { First = first };
        int* keys = line.Keys;
        new Span<int>(keys, first).Clear();
        var divisor = new Vector<double>((double)window);
        int i = first;
        fixed (long* until = sums)
        {
            long* from = until - window;
            for (; i + Vector<float>.Count <= count; i += Vector<float>.Count)
            {
                Vector<long> low = Vector.Load(until + i + 1) - Vector.Load(from + i + 1);
                Vector<long> high = Vector.Load(until + i + 1 + Vector<long>.Count) - Vector.Load(from + i + 1 + Vector<long>.Count);
                // Prices are positive: their keys are just their bits.
                Vector<float> rounded = Vector.Narrow(Vector.ConvertToDouble(low) / divisor, Vector.ConvertToDouble(high) / divisor);
                (Vector.AsVectorInt32(rounded) >> 1).Store(keys + i);
            }
        }

        for (; i < count; i++)
            keys[i] = KeyOf((float)line.Exact(i));
        return line;
    }

    // Adding zero turns the negative zero into the positive one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int KeyOf(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value + 0f);
        return (bits ^ ((bits >> 31) & int.MaxValue)) >> 1;
    }
}
