using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>
/// Functions of single precision with the same bits on every machine: additions, multiplications, divisions and fused multiply-adds only,
/// lane by lane.
/// </summary>
internal static class FloatMath
{
    // Beyond, the result is 1 in single precision.
    private const float TanhLimit = 9.02f;
    private const float Log2E = 1.44269504f, Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;

    // Adding and subtracting 1.5 · 2²³ rounds to the nearest integer and leaves it in the low bits.
    private const float Magic = 12582912f;

    /// <summary>The hyperbolic tangent, to about 10⁻⁷ relative.</summary>
    /// <remarks>tanh x = t / (t + 2) with t = e²ˣ − 1, which keeps small x exact.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        Vector256<float> sign = x & Vector256.Create(-0f);
        Vector256<float> y = Vector256.Min(Vector256.Abs(x), Vector256.Create(TanhLimit));
        Vector256<float> t = ExpMinusOne(y + y);
        return (t / (t + Vector256.Create(2f))) | sign;
    }

    // Taylor's series of e to the power of r, less 1, on |r| ≤ ln(2)/2; the rest is below 10⁻⁸ of it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ExpMinusOne(Vector256<float> x)
    {
        Vector256<float> shifted = Vector256.FusedMultiplyAdd(x, Vector256.Create(Log2E), Vector256.Create(Magic));
        Vector256<float> k = shifted - Vector256.Create(Magic);
        Vector256<float> r = Vector256.FusedMultiplyAdd(k, Vector256.Create(-Ln2High), x);
        r = Vector256.FusedMultiplyAdd(k, Vector256.Create(-Ln2Low), r);
        Vector256<float> p = Vector256.Create(1f / 5040);
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1f / 720));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1f / 120));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1f / 24));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1f / 6));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(0.5f));
        p = Vector256.FusedMultiplyAdd(p * r, r, r);
        Vector256<int> exponent = shifted.AsInt32() - Vector256.Create(Magic).AsInt32() + Vector256.Create(127);
        Vector256<float> scale = (exponent << 23).AsSingle();
        return Vector256.FusedMultiplyAdd(scale, p, scale - Vector256<float>.One);
    }

    /// <summary>The sum of 16 lanes, always added in this order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> low, Vector256<float> high)
    {
        Vector256<float> eight = low + high;
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    /// <summary>The sum of squares, in 16 lanes.</summary>
    public static unsafe float SumOfSquares(float* values, int count)
    {
        Vector256<float> low = default, high = default;
        for (int i = 0; i < count; i += 16)
        {
            Vector256<float> x = Vector256.Load(values + i), y = Vector256.Load(values + i + 8);
            (low, high) = (Vector256.FusedMultiplyAdd(x, x, low), Vector256.FusedMultiplyAdd(y, y, high));
        }

        return Sum(low, high);
    }
}
