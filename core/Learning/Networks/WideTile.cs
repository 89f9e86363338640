using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>Tiles of <see cref="MatrixProduct"/> in 512-bit vectors. Sums live in registers.</summary>
internal static unsafe class WideTile
{
    /// <summary>Eight rows and 32 columns of C.</summary>
    public static void EightBy32(
        float* a, nint aRow, nint aStep, float* b, nint bRow, float* start, float* c, nint cRow, int depth)
    {
        Vector512<float> s0 = start is null ? Vector512<float>.Zero : Vector512.Load(start);
        Vector512<float> s1 = start is null ? Vector512<float>.Zero : Vector512.Load(start + 16);
        Vector512<float> c00 = s0, c01 = s1, c10 = s0, c11 = s1, c20 = s0, c21 = s1, c30 = s0, c31 = s1,
            c40 = s0, c41 = s1, c50 = s0, c51 = s1, c60 = s0, c61 = s1, c70 = s0, c71 = s1;
        float* a4 = a + (4 * aRow);
        for (int k = 0; k < depth; k++)
        {
            Vector512<float> b0 = Vector512.Load(b), b1 = Vector512.Load(b + 16);
            Vector512<float> x = Vector512.Create(*(a));
            c00 = Vector512.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(x, b1, c01);
            x = Vector512.Create(*(a + aRow));
            c10 = Vector512.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(x, b1, c11);
            x = Vector512.Create(*(a + (2 * aRow)));
            c20 = Vector512.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(x, b1, c21);
            x = Vector512.Create(*(a + (3 * aRow)));
            c30 = Vector512.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(x, b1, c31);
            x = Vector512.Create(*(a4));
            c40 = Vector512.FusedMultiplyAdd(x, b0, c40);
            c41 = Vector512.FusedMultiplyAdd(x, b1, c41);
            x = Vector512.Create(*(a4 + aRow));
            c50 = Vector512.FusedMultiplyAdd(x, b0, c50);
            c51 = Vector512.FusedMultiplyAdd(x, b1, c51);
            x = Vector512.Create(*(a4 + (2 * aRow)));
            c60 = Vector512.FusedMultiplyAdd(x, b0, c60);
            c61 = Vector512.FusedMultiplyAdd(x, b1, c61);
            x = Vector512.Create(*(a4 + (3 * aRow)));
            c70 = Vector512.FusedMultiplyAdd(x, b0, c70);
            c71 = Vector512.FusedMultiplyAdd(x, b1, c71);
            a += aStep;
            a4 += aStep;
            b += bRow;
        }

        c00.Store(c);
        c01.Store(c + 16);
        c10.Store(c + cRow);
        c11.Store(c + cRow + 16);
        c20.Store(c + (2 * cRow));
        c21.Store(c + (2 * cRow) + 16);
        c30.Store(c + (3 * cRow));
        c31.Store(c + (3 * cRow) + 16);
        c40.Store(c + (4 * cRow));
        c41.Store(c + (4 * cRow) + 16);
        c50.Store(c + (5 * cRow));
        c51.Store(c + (5 * cRow) + 16);
        c60.Store(c + (6 * cRow));
        c61.Store(c + (6 * cRow) + 16);
        c70.Store(c + (7 * cRow));
        c71.Store(c + (7 * cRow) + 16);
    }

    /// <summary>Eight rows and 16 columns of C.</summary>
    public static void EightBy16(
        float* a, nint aRow, nint aStep, float* b, nint bRow, float* start, float* c, nint cRow, int depth)
    {
        Vector512<float> s0 = start is null ? Vector512<float>.Zero : Vector512.Load(start);
        Vector512<float> c00 = s0, c10 = s0, c20 = s0, c30 = s0,
            c40 = s0, c50 = s0, c60 = s0, c70 = s0;
        float* a4 = a + (4 * aRow);
        for (int k = 0; k < depth; k++)
        {
            Vector512<float> b0 = Vector512.Load(b);
            Vector512<float> x = Vector512.Create(*(a));
            c00 = Vector512.FusedMultiplyAdd(x, b0, c00);
            x = Vector512.Create(*(a + aRow));
            c10 = Vector512.FusedMultiplyAdd(x, b0, c10);
            x = Vector512.Create(*(a + (2 * aRow)));
            c20 = Vector512.FusedMultiplyAdd(x, b0, c20);
            x = Vector512.Create(*(a + (3 * aRow)));
            c30 = Vector512.FusedMultiplyAdd(x, b0, c30);
            x = Vector512.Create(*(a4));
            c40 = Vector512.FusedMultiplyAdd(x, b0, c40);
            x = Vector512.Create(*(a4 + aRow));
            c50 = Vector512.FusedMultiplyAdd(x, b0, c50);
            x = Vector512.Create(*(a4 + (2 * aRow)));
            c60 = Vector512.FusedMultiplyAdd(x, b0, c60);
            x = Vector512.Create(*(a4 + (3 * aRow)));
            c70 = Vector512.FusedMultiplyAdd(x, b0, c70);
            a += aStep;
            a4 += aStep;
            b += bRow;
        }

        c00.Store(c);
        c10.Store(c + cRow);
        c20.Store(c + (2 * cRow));
        c30.Store(c + (3 * cRow));
        c40.Store(c + (4 * cRow));
        c50.Store(c + (5 * cRow));
        c60.Store(c + (6 * cRow));
        c70.Store(c + (7 * cRow));
    }
}
