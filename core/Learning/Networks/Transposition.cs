using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>Turns rows into columns.</summary>
internal static unsafe class Transposition
{
    /// <summary>Transposes.</summary>
    /// <param name="from">The matrix, row by row.</param>
    /// <param name="rows">Its rows, a multiple of 8.</param>
    /// <param name="columns">Its columns, a multiple of 8, and the distance of rows.</param>
    /// <param name="into">Receives a row for each column.</param>
    /// <param name="stride">The distance of these rows; at least <paramref name="rows"/>.</param>
    public static void Transpose(float* from, int rows, int columns, float* into, int stride)
    {
        for (int i = 0; i < rows; i += 8)
        {
            for (int j = 0; j < columns; j += 8)
            {
                float* block = from + ((nint)i * columns) + j, turned = into + ((nint)j * stride) + i;
                if (Avx.IsSupported)
                    Block(block, columns, turned, stride);
                else
                    ScalarBlock(block, columns, turned, stride);
            }
        }
    }

    private static void ScalarBlock(float* from, nint columns, float* into, nint stride)
    {
        for (int i = 0; i < 8; i++)
        {
            for (int j = 0; j < 8; j++)
                into[(j * stride) + i] = from[(i * columns) + j];
        }
    }

    // Pairs, then fours, then halves of eight rows change places.
    private static void Block(float* from, nint columns, float* into, nint stride)
    {
        Vector256<float> r0 = Vector256.Load(from), r1 = Vector256.Load(from + columns);
        Vector256<float> r2 = Vector256.Load(from + (2 * columns)), r3 = Vector256.Load(from + (3 * columns));
        Vector256<float> r4 = Vector256.Load(from + (4 * columns)), r5 = Vector256.Load(from + (5 * columns));
        Vector256<float> r6 = Vector256.Load(from + (6 * columns)), r7 = Vector256.Load(from + (7 * columns));
        Vector256<float> p0 = Avx.UnpackLow(r0, r1), p1 = Avx.UnpackHigh(r0, r1), p2 = Avx.UnpackLow(r2, r3), p3 = Avx.UnpackHigh(r2, r3);
        Vector256<float> p4 = Avx.UnpackLow(r4, r5), p5 = Avx.UnpackHigh(r4, r5), p6 = Avx.UnpackLow(r6, r7), p7 = Avx.UnpackHigh(r6, r7);
        Vector256<float> q0 = Avx.Shuffle(p0, p2, 0x44), q1 = Avx.Shuffle(p0, p2, 0xEE), q2 = Avx.Shuffle(p1, p3, 0x44);
        Vector256<float> q3 = Avx.Shuffle(p1, p3, 0xEE), q4 = Avx.Shuffle(p4, p6, 0x44), q5 = Avx.Shuffle(p4, p6, 0xEE);
        Vector256<float> q6 = Avx.Shuffle(p5, p7, 0x44), q7 = Avx.Shuffle(p5, p7, 0xEE);
        Avx.Permute2x128(q0, q4, 0x20).Store(into);
        Avx.Permute2x128(q1, q5, 0x20).Store(into + stride);
        Avx.Permute2x128(q2, q6, 0x20).Store(into + (2 * stride));
        Avx.Permute2x128(q3, q7, 0x20).Store(into + (3 * stride));
        Avx.Permute2x128(q0, q4, 0x31).Store(into + (4 * stride));
        Avx.Permute2x128(q1, q5, 0x31).Store(into + (5 * stride));
        Avx.Permute2x128(q2, q6, 0x31).Store(into + (6 * stride));
        Avx.Permute2x128(q3, q7, 0x31).Store(into + (7 * stride));
    }
}
