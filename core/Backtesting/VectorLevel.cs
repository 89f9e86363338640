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
        Avx512F.IsSupported && Avx512DQ.IsSupported ? VectorLevel.Avx512 : Avx2.IsSupported ? VectorLevel.Avx2 : VectorLevel.Scalar;

    /// <summary>All levels that this processor has, narrowest first.</summary>
    public static IReadOnlyList<VectorLevel> Supported { get; } = [.. Enum.GetValues<VectorLevel>().Where(level => level <= Best)];
}

/// <summary>Comparisons of 64 neighbours as 64 bits: the only primitive that differs between levels in scans.</summary>
internal unsafe interface ICompare
{
    /// <summary>Where <paramref name="left"/>[i] is above <paramref name="right"/>[i].</summary>
    static abstract ulong Above(float* left, float* right);

    /// <summary>Whether any of the 64 pairs is neither above nor below.</summary>
    static abstract bool AnyUnordered(float* left, float* right);

    /// <summary>Where <paramref name="values"/>[i] is at or below <paramref name="level"/>.</summary>
    static abstract ulong AtOrBelow(int* values, int level);

    /// <summary>Where <paramref name="values"/>[i] is at or above <paramref name="level"/>.</summary>
    static abstract ulong AtOrAbove(int* values, int level);
}

/// <summary>Four vectors of 512 bits.</summary>
internal readonly unsafe struct Compare512 : ICompare
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Above(float* left, float* right) => Join(
        Vector512.GreaterThan(Vector512.Load(left), Vector512.Load(right)).ExtractMostSignificantBits(),
        Vector512.GreaterThan(Vector512.Load(left + 16), Vector512.Load(right + 16)).ExtractMostSignificantBits(),
        Vector512.GreaterThan(Vector512.Load(left + 32), Vector512.Load(right + 32)).ExtractMostSignificantBits(),
        Vector512.GreaterThan(Vector512.Load(left + 48), Vector512.Load(right + 48)).ExtractMostSignificantBits());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyUnordered(float* left, float* right) =>
        (Unordered(left, right) | Unordered(left + 16, right + 16) | Unordered(left + 32, right + 32) | Unordered(left + 48, right + 48)) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Unordered(float* left, float* right) =>
        Avx512F.Compare(Vector512.Load(left), Vector512.Load(right), FloatComparisonMode.UnorderedEqualNonSignaling).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AtOrBelow(int* values, int level) => Join(
        Vector512.LessThanOrEqual(Vector512.Load(values), Vector512.Create(level)).ExtractMostSignificantBits(),
        Vector512.LessThanOrEqual(Vector512.Load(values + 16), Vector512.Create(level)).ExtractMostSignificantBits(),
        Vector512.LessThanOrEqual(Vector512.Load(values + 32), Vector512.Create(level)).ExtractMostSignificantBits(),
        Vector512.LessThanOrEqual(Vector512.Load(values + 48), Vector512.Create(level)).ExtractMostSignificantBits());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AtOrAbove(int* values, int level) => Join(
        Vector512.GreaterThanOrEqual(Vector512.Load(values), Vector512.Create(level)).ExtractMostSignificantBits(),
        Vector512.GreaterThanOrEqual(Vector512.Load(values + 16), Vector512.Create(level)).ExtractMostSignificantBits(),
        Vector512.GreaterThanOrEqual(Vector512.Load(values + 32), Vector512.Create(level)).ExtractMostSignificantBits(),
        Vector512.GreaterThanOrEqual(Vector512.Load(values + 48), Vector512.Create(level)).ExtractMostSignificantBits());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Join(ulong first, ulong second, ulong third, ulong fourth) =>
        (first | (second << 16)) | ((third | (fourth << 16)) << 32);
}

/// <summary>Eight vectors of 256 bits.</summary>
internal readonly unsafe struct Compare256 : ICompare
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Above(float* left, float* right)
    {
        ulong mask = 0;
        for (int i = 0; i < 64; i += 8)
            mask |= (ulong)Vector256.GreaterThan(Vector256.Load(left + i), Vector256.Load(right + i)).ExtractMostSignificantBits() << i;
        return mask;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyUnordered(float* left, float* right)
    {
        Vector256<float> any = Vector256<float>.Zero;
        for (int i = 0; i < 64; i += 8)
            any |= Avx.Compare(Vector256.Load(left + i), Vector256.Load(right + i), FloatComparisonMode.UnorderedEqualNonSignaling);
        return any.ExtractMostSignificantBits() != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AtOrBelow(int* values, int level) => ~Above(values, level);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AtOrAbove(int* values, int level) => Above(values, level - 1);

    // The one comparison of integers that the processor has.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Above(int* values, int level)
    {
        ulong mask = 0;
        Vector256<int> limit = Vector256.Create(level);
        for (int i = 0; i < 64; i += 8)
            mask |= (ulong)Vector256.GreaterThan(Vector256.Load(values + i), limit).ExtractMostSignificantBits() << i;
        return mask;
    }
}

/// <summary>One number at a time.</summary>
internal readonly unsafe struct CompareScalar : ICompare
{
    public static ulong Above(float* left, float* right)
    {
        ulong mask = 0;
        for (int i = 0; i < 64; i++)
            mask |= (left[i] > right[i] ? 1ul : 0) << i;
        return mask;
    }

    public static bool AnyUnordered(float* left, float* right)
    {
        for (int i = 0; i < 64; i++)
        {
            if (!(left[i] > right[i]) && !(left[i] < right[i]))
                return true;
        }

        return false;
    }

    public static ulong AtOrBelow(int* values, int level)
    {
        ulong mask = 0;
        for (int i = 0; i < 64; i++)
            mask |= (values[i] <= level ? 1ul : 0) << i;
        return mask;
    }

    public static ulong AtOrAbove(int* values, int level)
    {
        ulong mask = 0;
        for (int i = 0; i < 64; i++)
            mask |= (values[i] >= level ? 1ul : 0) << i;
        return mask;
    }
}
