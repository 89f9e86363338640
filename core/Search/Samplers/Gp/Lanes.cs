using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>
/// Sums and products over arrays in eight fixed lanes, so that every machine rounds alike. Lengths are multiples of eight.
/// </summary>
internal static class Lanes
{
    public const int Width = 8;

    public static int Pad(int count) => (count + Width - 1) / Width * Width;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ref double a = ref MemoryMarshal.GetReference(left), b = ref MemoryMarshal.GetReference(right);
        Vector512<double> even = Vector512<double>.Zero, odd = Vector512<double>.Zero;
        nuint i = 0, length = (nuint)left.Length;
        for (; i + (2 * Width) <= length; i += 2 * Width)
        {
            even = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref a, i), Vector512.LoadUnsafe(ref b, i), even);
            odd = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref a, i + Width), Vector512.LoadUnsafe(ref b, i + Width), odd);
        }

        if (i < length)
            even = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref a, i), Vector512.LoadUnsafe(ref b, i), even);
        return Sum(even + odd);
    }

    /// <summary>Adds <paramref name="factor"/> times <paramref name="source"/> to <paramref name="target"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(double factor, ReadOnlySpan<double> source, Span<double> target)
    {
        ref double s = ref MemoryMarshal.GetReference(source), t = ref MemoryMarshal.GetReference(target);
        Vector512<double> scale = Vector512.Create(factor);
        for (nuint i = 0; i < (nuint)source.Length; i += Width)
            Vector512.FusedMultiplyAdd(scale, Vector512.LoadUnsafe(ref s, i), Vector512.LoadUnsafe(ref t, i)).StoreUnsafe(ref t, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector512<double> lanes)
    {
        Vector256<double> half = lanes.GetLower() + lanes.GetUpper();
        Vector128<double> quarter = half.GetLower() + half.GetUpper();
        return quarter[0] + quarter[1];
    }
}
