using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <summary>
/// Rows ordered so that those of a node lie together: first the rows of the bag, then the riders: rows outside the bag and validation rows,
/// which go down the tree with the others so that their margins are known after it. Within a node rows stay ascending.
/// </summary>
internal sealed unsafe partial class RowPartition(int trainingRows, int allRows, VectorWidth width)
{
    // Vectors write beyond the end of what counts.
    private readonly int[] order = new int[allRows + 32], spill = new int[allRows + 32];

    /// <summary>The rows in the bag, all of them.</summary>
    public RowRange Bag { get; private set; }

    /// <summary>The riders, all of them.</summary>
    public RowRange Riders { get; private set; }

    /// <summary>The rows at a range.</summary>
    public ReadOnlySpan<int> this[RowRange range] => order.AsSpan(range.Begin, range.Count);

    /// <summary>Orders the rows of a range so that those that go left come first.</summary>
    /// <returns>The rows that go left, and those that go right.</returns>
    public (RowRange Left, RowRange Right) Split(RowRange range, byte[] column, in SplitRule rule)
    {
        int left;
        fixed (int* rows = order, right = spill)
        fixed (byte* bins = column)
        {
            left = rule.Table is not null ? SplitByTable(rows + range.Begin, range.Count, right, bins, rule.Table)
                : width == VectorWidth.Bits512 && Avx512F.IsSupported ? Split512(rows + range.Begin, range.Count, right, bins, rule)
                : SplitPlain(rows + range.Begin, range.Count, right, bins, rule);
        }

        spill.AsSpan(0, range.Count - left).CopyTo(order.AsSpan(range.Begin + left));
        return (range with { End = range.Begin + left }, range with { Begin = range.Begin + left });
    }

    /// <summary>Adds the value of the side on which a row falls to its margin, and leaves the order alone.</summary>
    /// <returns>How many go left.</returns>
    public int AddSplit(RowRange range, byte[] column, in SplitRule rule, double left, double right, double[] margins)
    {
        int count = 0;
        double* values = stackalloc double[2] { right, left };
        fixed (int* rows = order)
        fixed (byte* bins = column)
        fixed (double* margin = margins)
        {
            byte offset = rule.Offset, limit = rule.Limit;
            for (int i = range.Begin; i < range.End; i++)
            {
                nuint row = (uint)rows[i];
                int goesLeft = rule.Table is null ? ((byte)(bins[row] + offset) <= limit ? 1 : 0) : rule.Table[bins[row]] ? 1 : 0;
                margin[row] = margin[row] + values[goesLeft];
                count += goesLeft;
            }
        }

        return count;
    }

    /// <summary>Adds a value to the margins of the rows of a range.</summary>
    public void Add(RowRange range, double value, double[] margins)
    {
        fixed (int* rows = order)
        fixed (double* margin = margins)
        {
            for (int i = range.Begin; i < range.End; i++)
            {
                nuint row = (uint)rows[i];
                margin[row] = margin[row] + value;
            }
        }
    }

    private static int SplitPlain(int* rows, int count, int* right, byte* bins, in SplitRule rule)
    {
        int* left = rows;
        Press(rows, count, ref left, ref right, bins, rule);
        return (int)(left - rows);
    }

    // Writes every row to both sides and moves on where it belongs: no branch to be predicted.
    private static void Press(int* rows, int count, ref int* left, ref int* right, byte* bins, in SplitRule rule)
    {
        byte offset = rule.Offset, limit = rule.Limit;
        int* toLeft = left, toRight = right;
        for (int i = 0; i < count; i++)
        {
            int row = rows[i];
            nint goesLeft = (byte)(bins[(uint)row] + offset) <= limit ? 1 : 0;
            *toLeft = row;
            *toRight = row;
            toLeft += goesLeft;
            toRight += 1 - goesLeft;
        }

        left = toLeft;
        right = toRight;
    }

    private static int SplitByTable(int* rows, int count, int* right, byte* bins, bool[] table)
    {
        int* left = rows;
        for (int i = 0; i < count; i++)
        {
            int row = rows[i];
            nint goesLeft = table[bins[(uint)row]] ? 1 : 0;
            *left = row;
            *right = row;
            left += goesLeft;
            right += 1 - goesLeft;
        }

        return (int)(left - rows);
    }

    // Sixteen rows at a time: their bins are gathered (each with the three bytes behind it), compared, and the rows of either side pressed
    // together. A write of sixteen never passes what has been read.
    private static int Split512(int* rows, int count, int* right, byte* bins, in SplitRule rule)
    {
        int* left = rows;
        int i = 0;
        Vector512<uint> offset = Vector512.Create((uint)rule.Offset), limit = Vector512.Create((uint)rule.Limit);
        Vector512<uint> low = Vector512.Create(255u);
        for (; i + 16 <= count; i += 16)
        {
            Vector512<int> row = Vector512.Load(rows + i);
            Vector512<uint> bin = Vector512.Create(
                Avx2.GatherVector256((int*)bins, row.GetLower(), 1), Avx2.GatherVector256((int*)bins, row.GetUpper(), 1)).AsUInt32();
            Vector512<uint> goesLeft = Vector512.LessThanOrEqual((bin + offset) & low, limit);
            int lefts = BitOperations.PopCount(goesLeft.ExtractMostSignificantBits());
            Avx512F.Compress(Vector512<int>.Zero, goesLeft.AsInt32(), row).Store(left);
            Avx512F.Compress(Vector512<int>.Zero, (~goesLeft).AsInt32(), row).Store(right);
            left += lefts;
            right += 16 - lefts;
        }

        Press(rows + i, count - i, ref left, ref right, bins, rule);
        return (int)(left - rows);
    }
}
