using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>How wide the fast kernel computes. Results do not depend on it.</summary>
internal enum VectorLevel
{
    /// <summary>One number at a time; every processor.</summary>
    Scalar,

    /// <summary>256-bit vectors.</summary>
    Avx2,

    /// <summary>512-bit vectors.</summary>
    Avx512,
}

/// <summary>What this processor has.</summary>
internal static class VectorLevels
{
    /// <summary>The widest level of this processor.</summary>
    public static VectorLevel Best { get; } =
        Avx512BW.IsSupported && Avx512DQ.IsSupported ? VectorLevel.Avx512 : Avx2.IsSupported ? VectorLevel.Avx2 : VectorLevel.Scalar;

    /// <summary>All levels that this processor has, narrowest first.</summary>
    public static IReadOnlyList<VectorLevel> Supported { get; } = [.. Enum.GetValues<VectorLevel>().Where(level => level <= Best)];
}

/// <summary>Comparisons of 64 neighbours as 64 bits: the only primitives of scans that differ between levels.</summary>
internal unsafe interface ICompare
{
    /// <summary>Where <paramref name="left"/>[i] is below <paramref name="right"/>[i]. Their difference must fit.</summary>
    /// <param name="left">64 keys of a line.</param>
    /// <param name="right">64 keys of another line.</param>
    /// <param name="open">Where they differ by no more than <see cref="LineValues.Tolerance"/>.</param>
    static abstract ulong Below(int* left, int* right, out ulong open);

    /// <summary>Finds the first of 64 numbers at or below each of some levels.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="mirror">0 for the numbers as they are, -1 for their complements.</param>
    /// <param name="levels">The levels, descending.</param>
    /// <param name="count">How many levels there are.</param>
    /// <param name="first">Receives the index of the first one for each level, or 64.</param>
    static abstract void FirstAtOrBelow(short* values, short mirror, short* levels, int count, int* first);
}

/// <summary>Four vectors of 512 bits.</summary>
internal readonly unsafe struct Compare512 : ICompare
{
    // Differences are packed to bytes, which keeps their signs and small values, so that one move makes 64 bits of them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Below(int* left, int* right, out ulong open)
    {
        Vector512<short> first = Avx512BW.PackSignedSaturate(
            Vector512.Load(left) - Vector512.Load(right), Vector512.Load(left + 16) - Vector512.Load(right + 16));
        Vector512<short> second = Avx512BW.PackSignedSaturate(
            Vector512.Load(left + 32) - Vector512.Load(right + 32), Vector512.Load(left + 48) - Vector512.Load(right + 48));
        // Packing works within lanes of 128 bits; put the groups of four back in order.
        Vector512<sbyte> signs = Avx512F.PermuteVar16x32(
            Avx512BW.PackSignedSaturate(first, second).AsInt32(),
            Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)).AsSByte();
        open = Vector512.LessThanOrEqual(
            (signs + Vector512.Create((sbyte)LineValues.Tolerance)).AsByte(), Vector512.Create((byte)(2 * LineValues.Tolerance))).ExtractMostSignificantBits();
        return signs.ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FirstAtOrBelow(short* values, short mirror, short* levels, int count, int* first)
    {
        Vector512<short> low = Vector512.Load(values) ^ Vector512.Create(mirror), high = Vector512.Load(values + 32) ^ Vector512.Create(mirror);
        for (int i = 0; i < count; i++)
        {
            var level = Vector512.Create(levels[i]);
            ulong touched = Vector512.LessThanOrEqual(low, level).ExtractMostSignificantBits()
                | (Vector512.LessThanOrEqual(high, level).ExtractMostSignificantBits() << 32);
            first[i] = BitOperations.TrailingZeroCount(touched);
        }
    }
}

/// <summary>Eight vectors of 256 bits.</summary>
internal readonly unsafe struct Compare256 : ICompare
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Below(int* left, int* right, out ulong open)
    {
        uint low = Below32(left, right, out uint lowOpen);
        uint high = Below32(left + 32, right + 32, out uint highOpen);
        open = lowOpen | ((ulong)highOpen << 32);
        return low | ((ulong)high << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FirstAtOrBelow(short* values, short mirror, short* levels, int count, int* first)
    {
        Vector256<short> sign = Vector256.Create(mirror);
        Vector256<short> a = Vector256.Load(values) ^ sign, b = Vector256.Load(values + 16) ^ sign;
        Vector256<short> c = Vector256.Load(values + 32) ^ sign, d = Vector256.Load(values + 48) ^ sign;
        for (int i = 0; i < count; i++)
        {
            Vector256<short> level = Vector256.Create(levels[i]);
            first[i] = BitOperations.TrailingZeroCount(~(Above(a, b, level) | ((ulong)Above(c, d, level) << 32)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Below32(int* left, int* right, out uint open)
    {
        Vector256<short> first = Avx2.PackSignedSaturate(
            Vector256.Load(left) - Vector256.Load(right), Vector256.Load(left + 8) - Vector256.Load(right + 8));
        Vector256<short> second = Avx2.PackSignedSaturate(
            Vector256.Load(left + 16) - Vector256.Load(right + 16), Vector256.Load(left + 24) - Vector256.Load(right + 24));
        Vector256<sbyte> signs = Avx2.PermuteVar8x32(
            Avx2.PackSignedSaturate(first, second).AsInt32(), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)).AsSByte();
        Vector256<sbyte> limit = Vector256.Create((sbyte)LineValues.Tolerance);
        open = Vector256.Equals(Vector256.Min(Vector256.Max(signs, -limit), limit), signs).ExtractMostSignificantBits();
        return signs.ExtractMostSignificantBits();
    }

    // The one comparison of integers that the processor has. Packing works within lanes of 128 bits; put these back in order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Above(Vector256<short> low, Vector256<short> high, Vector256<short> level)
    {
        Vector256<sbyte> above = Avx2.PackSignedSaturate(Vector256.GreaterThan(low, level), Vector256.GreaterThan(high, level));
        return Avx2.Permute4x64(above.AsInt64(), 0b11_01_10_00).AsByte().ExtractMostSignificantBits();
    }
}

/// <summary>One number at a time.</summary>
internal readonly unsafe struct CompareScalar : ICompare
{
    public static ulong Below(int* left, int* right, out ulong open)
    {
        ulong below = 0;
        open = 0;
        for (int i = 0; i < 64; i++)
        {
            below |= (left[i] < right[i] ? 1ul : 0) << i;
            open |= (Math.Abs(left[i] - right[i]) <= LineValues.Tolerance ? 1ul : 0) << i;
        }

        return below;
    }

    public static void FirstAtOrBelow(short* values, short mirror, short* levels, int count, int* first)
    {
        // Levels are sorted; the further one is not touched before the nearer one.
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            while (at < 64 && (short)(values[at] ^ mirror) > levels[i])
                at++;
            first[i] = at;
        }
    }
}
