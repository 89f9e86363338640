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

/// <summary>Comparisons of sixteen neighbours at once, as sixteen bits: the only primitive that differs between levels in scans.</summary>
internal unsafe interface ICompare16
{
    /// <summary>Where <paramref name="left"/>[i] is above <paramref name="right"/>[i].</summary>
    static abstract uint Above(float* left, float* right);

    /// <summary>Where <paramref name="values"/>[i] is at or below <paramref name="level"/>.</summary>
    static abstract uint AtOrBelow(int* values, int level);

    /// <summary>Where <paramref name="values"/>[i] is at or above <paramref name="level"/>.</summary>
    static abstract uint AtOrAbove(int* values, int level);
}

/// <summary>One vector of 512 bits.</summary>
internal readonly unsafe struct Compare512 : ICompare16
{
    public static uint Above(float* left, float* right) =>
        (uint)Vector512.GreaterThan(Vector512.Load(left), Vector512.Load(right)).ExtractMostSignificantBits();

    public static uint AtOrBelow(int* values, int level) =>
        (uint)Vector512.LessThanOrEqual(Vector512.Load(values), Vector512.Create(level)).ExtractMostSignificantBits();

    public static uint AtOrAbove(int* values, int level) =>
        (uint)Vector512.GreaterThanOrEqual(Vector512.Load(values), Vector512.Create(level)).ExtractMostSignificantBits();
}

/// <summary>Two vectors of 256 bits.</summary>
internal readonly unsafe struct Compare256 : ICompare16
{
    public static uint Above(float* left, float* right) =>
        Vector256.GreaterThan(Vector256.Load(left), Vector256.Load(right)).ExtractMostSignificantBits()
        | (Vector256.GreaterThan(Vector256.Load(left + 8), Vector256.Load(right + 8)).ExtractMostSignificantBits() << 8);

    public static uint AtOrBelow(int* values, int level) =>
        Vector256.LessThanOrEqual(Vector256.Load(values), Vector256.Create(level)).ExtractMostSignificantBits()
        | (Vector256.LessThanOrEqual(Vector256.Load(values + 8), Vector256.Create(level)).ExtractMostSignificantBits() << 8);

    public static uint AtOrAbove(int* values, int level) =>
        Vector256.GreaterThanOrEqual(Vector256.Load(values), Vector256.Create(level)).ExtractMostSignificantBits()
        | (Vector256.GreaterThanOrEqual(Vector256.Load(values + 8), Vector256.Create(level)).ExtractMostSignificantBits() << 8);
}

/// <summary>Sixteen single comparisons.</summary>
internal readonly unsafe struct CompareScalar : ICompare16
{
    public static uint Above(float* left, float* right)
    {
        uint mask = 0;
        for (int i = 0; i < 16; i++)
            mask |= left[i] > right[i] ? 1u << i : 0;
        return mask;
    }

    public static uint AtOrBelow(int* values, int level)
    {
        uint mask = 0;
        for (int i = 0; i < 16; i++)
            mask |= values[i] <= level ? 1u << i : 0;
        return mask;
    }

    public static uint AtOrAbove(int* values, int level)
    {
        uint mask = 0;
        for (int i = 0; i < 16; i++)
            mask |= values[i] >= level ? 1u << i : 0;
        return mask;
    }
}
