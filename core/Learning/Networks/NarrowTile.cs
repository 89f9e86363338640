using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>
/// A tile of <see cref="MatrixProduct"/> in 256-bit vectors. Where the processor has no fused multiply-add, the runtime computes the same.
/// </summary>
internal static unsafe class NarrowTile
{
    /// <summary>Four rows and 16 columns of C.</summary>
    public static void FourBy16(
        float* a, nint aRow, nint aStep, float* b, nint bRow, float* start, float* c, nint cRow, int depth)
    {
        Vector256<float> s0 = start is null ? Vector256<float>.Zero : Vector256.Load(start);
        Vector256<float> s1 = start is null ? Vector256<float>.Zero : Vector256.Load(start + 8);
        Vector256<float> c00 = s0, c01 = s1, c10 = s0, c11 = s1, c20 = s0, c21 = s1, c30 = s0, c31 = s1;
        for (int k = 0; k < depth; k++)
        {
            Vector256<float> b0 = Vector256.Load(b), b1 = Vector256.Load(b + 8);
            Vector256<float> x = Vector256.Create(*(a));
            c00 = Vector256.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector256.FusedMultiplyAdd(x, b1, c01);
            x = Vector256.Create(*(a + aRow));
            c10 = Vector256.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector256.FusedMultiplyAdd(x, b1, c11);
            x = Vector256.Create(*(a + (2 * aRow)));
            c20 = Vector256.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector256.FusedMultiplyAdd(x, b1, c21);
            x = Vector256.Create(*(a + (3 * aRow)));
            c30 = Vector256.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector256.FusedMultiplyAdd(x, b1, c31);
            a += aStep;
            b += bRow;
        }

        c00.Store(c);
        c01.Store(c + 8);
        c10.Store(c + cRow);
        c11.Store(c + cRow + 8);
        c20.Store(c + (2 * cRow));
        c21.Store(c + (2 * cRow) + 8);
        c30.Store(c + (3 * cRow));
        c31.Store(c + (3 * cRow) + 8);
    }
}
