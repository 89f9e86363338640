using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <summary>
/// Histograms: per column and bin the packed sum of gradients and hessians (<see cref="GradientScale"/>) of a node's rows, 256 cells a
/// column.
/// </summary>
internal static unsafe class GradientHistogram
{
    /// <summary>A row's bins and gradient are asked for while so many rows before it are added.</summary>
    public const int Ahead = 12;

    /// <summary>Adds rows: <paramref name="cells"/>[column, bin of the row] += gradient of the row.</summary>
    /// <param name="bins">Bins by row, then column.</param>
    /// <param name="stride">Bytes from a row to the next.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="gradients">Packed gradients by row.</param>
    /// <param name="rows">Which rows. Behind them must lie <see cref="Ahead"/> more numbers, whatever they are.</param>
    /// <param name="cells">The histogram.</param>
    public static void Add(byte[] bins, int stride, int columns, long[] gradients, ReadOnlySpan<int> rows, long[] cells)
    {
        fixed (byte* firstRow = bins)
        fixed (long* gradient = gradients, histogram = cells)
        fixed (int* index = rows)
        {
            for (nuint i = 0; i < (nuint)rows.Length; i++)
            {
                // The index is longer than the rows by more than this.
                nuint soon = (uint)index[i + Ahead];
                if (Sse.IsSupported)
                {
                    Sse.Prefetch0(firstRow + (soon * (nuint)stride));
                    Sse.Prefetch0(gradient + soon);
                }

                nuint row = (uint)index[i];
                long packed = gradient[row];
                byte* bin = firstRow + (row * (nuint)stride);
                long* cell = histogram;
                int left = columns;
                for (; left >= 8; left -= 8, bin += 8, cell += 8 * BinnedTable.MaxBins)
                {
                    // Not +=, for which the compiler calculates the address apart.
                    nuint b0 = bin[0];
                    cell[b0] = cell[b0] + packed;
                    nuint b1 = bin[1];
                    cell[256 + b1] = cell[256 + b1] + packed;
                    nuint b2 = bin[2];
                    cell[512 + b2] = cell[512 + b2] + packed;
                    nuint b3 = bin[3];
                    cell[768 + b3] = cell[768 + b3] + packed;
                    nuint b4 = bin[4];
                    cell[1024 + b4] = cell[1024 + b4] + packed;
                    nuint b5 = bin[5];
                    cell[1280 + b5] = cell[1280 + b5] + packed;
                    nuint b6 = bin[6];
                    cell[1536 + b6] = cell[1536 + b6] + packed;
                    nuint b7 = bin[7];
                    cell[1792 + b7] = cell[1792 + b7] + packed;
                }

                for (; left > 0; left--, bin++, cell += BinnedTable.MaxBins)
                    cell[*bin] += packed;
            }
        }
    }

    /// <summary>The sibling of a node: what the parent has and the node has not. The parent's cells become the sibling's.</summary>
    public static void Subtract(Span<long> parent, ReadOnlySpan<long> node)
    {
        for (int i = 0; i < parent.Length; i += Vector512<long>.Count)
            (Vector512.Create<long>(parent[i..]) - Vector512.Create(node[i..])).CopyTo(parent[i..]);
    }
}
