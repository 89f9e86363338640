using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <summary>
/// Turns a row's gradient and hessian into one <see cref="long"/>: the gradient in the high 32 bits, signed, the hessian in the low 32,
/// each a whole number of quanta. The quanta are powers of two, so small that precision is kept and so large that no sum overflows: sums of
/// packed numbers are then exact in any order, and a sibling's sum is the parent's less the other's.
/// </summary>
/// <remarks>
/// With n rows a row has about 2³¹/n quanta. Up to half a million rows numbers are rounded to the nearest quantum, so that rows with equal
/// gradients stay equal. Above, quanta are so coarse that rows with equal gradients, all rounded the same way, would shift their sums:
/// there each row is rounded up or down by its place in a golden sequence, which keeps the error of a sum of m rows below √m quanta.
/// (Trees need much less: Shi et al., "Quantized training of gradient boosting decision trees", 2022.)
/// </remarks>
internal readonly struct GradientScale
{
    private const int MostToNearest = 1 << 19;
    private readonly double spread;

    private GradientScale(double gradientQuanta, double hessianQuanta, double spread) =>
        (GradientQuanta, HessianQuanta, this.spread) = (gradientQuanta, hessianQuanta, spread);

    /// <summary>Quanta in a gradient of 1.</summary>
    public double GradientQuanta { get; }

    /// <summary>Quanta in a hessian of 1.</summary>
    public double HessianQuanta { get; }

    /// <summary>The finest scale on which the sums over all rows fit.</summary>
    /// <param name="rows">How many rows; rounding may add a quantum for each.</param>
    /// <param name="gradients">Sum of the gradients' magnitudes.</param>
    /// <param name="hessians">Sum of the hessians.</param>
    public static GradientScale For(int rows, double gradients, double hessians) =>
        new(
            Quanta(int.MaxValue - (double)rows, gradients),
            Quanta(int.MaxValue - (double)rows, hessians),
            rows > MostToNearest ? 1.0 / (1L << 32) : 0);

    /// <summary>The gradients in a packed sum, in quanta.</summary>
    public static int GradientOf(long packed) => (int)(packed >> 32);

    /// <summary>The hessians in a packed sum, in quanta.</summary>
    public static uint HessianOf(long packed) => (uint)packed;

    /// <summary>The finest scale for these rows; what follows them up to the next multiple of 16 is 0.</summary>
    public static GradientScale For(ReadOnlySpan<float> gradients, ReadOnlySpan<float> hessians, int rows) =>
        For(rows, SumOfMagnitudes(gradients, rows), SumOfMagnitudes(hessians, rows));

    /// <summary>Packs rows, a multiple of 16.</summary>
    public void Pack(ReadOnlySpan<float> gradients, ReadOnlySpan<float> hessians, Span<long> packed)
    {
        // Adding 1.5·2⁵² rounds to the nearest whole number and leaves it in the low bits.
        Vector512<double> magic = Vector512.Create(6755399441055744.0);
        Vector512<double> gradientQuanta = Vector512.Create(GradientQuanta), hessianQuanta = Vector512.Create(HessianQuanta);
        // Rows × the golden ratio, as fractions of 2³²: what is added before rounding lies strictly between −½ and ½.
        Vector512<long> step = Vector512.Create(8 * 0x9E3779B9L), low = Vector512.Create(0xFFFFFFFFL);
        Vector512<long> golden = Vector512<long>.Indices * 0x9E3779B9L;
        Vector512<double> nudge = Vector512.Create(spread), half = Vector512.Create(2147483647.5);
        for (int i = 0; i < packed.Length; i += 8, golden = (golden + step) & low)
        {
            Vector512<double> shift = (Vector512.ConvertToDouble(golden & low) - half) * nudge;
            (Vector256<double> g0, Vector256<double> g1) = Vector256.Widen(Vector256.Create(gradients[i..]));
            (Vector256<double> h0, Vector256<double> h1) = Vector256.Widen(Vector256.Create(hessians[i..]));
            Vector512<long> g = ((Vector512.Create(g0, g1) * gradientQuanta) + shift + magic).AsInt64() - magic.AsInt64();
            Vector512<long> h = ((Vector512.Create(h0, h1) * hessianQuanta) - shift + magic).AsInt64() - magic.AsInt64();
            ((g << 32) + h).CopyTo(packed[i..]);
        }
    }

    // In eight fixed lanes, added in their order.
    private static double SumOfMagnitudes(ReadOnlySpan<float> values, int rows)
    {
        Vector512<double> sum = Vector512<double>.Zero;
        for (int i = 0; i < rows; i += 8)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Abs(Vector256.Create(values[i..])));
            sum += Vector512.Create(low, high);
        }

        double total = 0;
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
            total += sum[lane];
        return total;
    }

    // The greatest power of two that keeps sum × quanta within the room; capped so that its square is a number, too.
    private static double Quanta(double room, double sum)
    {
        if (!(sum > 0))
            return 1;
        long bits = BitConverter.DoubleToInt64Bits(room / sum) & 0x7FF0000000000000;
        return Math.Clamp(BitConverter.Int64BitsToDouble(bits), Smallest, Largest);
    }

    private const double Smallest = 1.0 / Largest, Largest = 1.2676506002282294e30; // 2^100
}
