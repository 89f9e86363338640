using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Learning.Networks;

/// <summary>
/// C = A · B + what C starts from. Lanes of vectors lie over the columns of C, and each element is one chain of fused multiply-adds over
/// ascending k, so that neither the width of vectors nor the size of tiles changes a bit.
/// </summary>
internal static unsafe class MatrixProduct
{
    /// <summary>Whether wide vectors are used; results do not depend on it. For tests.</summary>
    [ThreadStatic]
    private static bool narrow;

    /// <summary>Makes this thread use 256-bit vectors even where wider ones are fast.</summary>
    public static void UseNarrow(bool value) => narrow = value;

    /// <summary>Multiplies.</summary>
    /// <param name="a">A; element (i, k) is at <c>i · aRow + k · aStep</c>.</param>
    /// <param name="aRow">From a row of A to the next.</param>
    /// <param name="aStep">From a column of A to the next.</param>
    /// <param name="b">B, row by row.</param>
    /// <param name="bRow">From a row of B to the next; a multiple of 16.</param>
    /// <param name="start">A row that every row of C starts from; null for zeros.</param>
    /// <param name="c">C, row by row; has <see cref="Padding.Rows"/> rows.</param>
    /// <param name="cRow">From a row of C to the next; a multiple of 16.</param>
    /// <param name="rows">Rows of A and C; A can be read up to the next multiple of 8.</param>
    /// <param name="columns">Columns of B and C; all up to the next multiple of 16 are computed.</param>
    /// <param name="depth">Columns of A and rows of B.</param>
    public static void Multiply(
        float* a, nint aRow, nint aStep, float* b, nint bRow, float* start, float* c, nint cRow, int rows, int columns, int depth)
    {
        (rows, columns) = (Padding.Rows(rows), Padding.Columns(columns));
        bool wide = Vector512.IsHardwareAccelerated && !narrow;
        int j = 0;
        if (wide)
        {
            for (; j + 32 <= columns; j += 32)
            {
                float* first = start is null ? null : start + j;
                for (int i = 0; i < rows; i += 8)
                    WideTile.EightBy32(a + (i * aRow), aRow, aStep, b + j, bRow, first, c + (i * cRow) + j, cRow, depth);
            }
        }

        for (; j < columns; j += 16)
        {
            for (int i = 0; i < rows; i += 8)
            {
                float* ai = a + (i * aRow), ci = c + (i * cRow) + j, first = start is null ? null : start + j;
                if (wide)
                {
                    WideTile.EightBy16(ai, aRow, aStep, b + j, bRow, first, ci, cRow, depth);
                }
                else
                {
                    NarrowTile.FourBy16(ai, aRow, aStep, b + j, bRow, first, ci, cRow, depth);
                    NarrowTile.FourBy16(ai + (4 * aRow), aRow, aStep, b + j, bRow, first, ci + (4 * cRow), cRow, depth);
                }
            }
        }
    }
}
