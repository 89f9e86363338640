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
    public static IReadOnlyList<VectorLevel> Supported => [.. Enum.GetValues<VectorLevel>().Where(level => level <= Best)];
}

/// <summary>Comparisons of 64 neighbours as 64 bits: the only primitives of scans that differ between levels.</summary>
internal unsafe interface ICompare
{
    /// <summary>Where <paramref name="left"/>[i] is below <paramref name="right"/>[i].</summary>
    /// <param name="left">64 keys of a line.</param>
    /// <param name="right">64 keys of another line.</param>
    /// <param name="open">Where they are equal.</param>
    static abstract ulong Below(short* left, short* right, out ulong open);

    /// <summary>Finds the first of 64 bars that touches each of some levels, and which code such an exit has.</summary>
    /// <param name="lows">The lowest price of each bar.</param>
    /// <param name="opens">The first price of each bar.</param>
    /// <param name="levels">The levels, descending. A bar at or below one touches it.</param>
    /// <param name="count">How many levels there are.</param>
    /// <param name="reason">The code of a touch within the first bar. Opening at or below the level is one less, the next bar four more.</param>
    /// <param name="codes">Receives a code for each level; that of a bar after the last one where none touches it.</param>
    static abstract void Touch(short* lows, short* opens, short* levels, int count, int reason, int* codes);
}

/// <summary>Four vectors of 512 bits.</summary>
internal readonly unsafe struct Compare512 : ICompare
{
    // Differences are packed to bytes, which keeps their signs and zeros, so that one move makes 64 bits of them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Below(short* left, short* right, out ulong open)
    {
        Vector512<sbyte> packed = Avx512BW.PackSignedSaturate(
            Avx512BW.SubtractSaturate(Vector512.Load(left), Vector512.Load(right)),
            Avx512BW.SubtractSaturate(Vector512.Load(left + 32), Vector512.Load(right + 32)));
        // Packing works within lanes of 128 bits; put the groups of eight back in order.
        Vector512<sbyte> signs = Avx512F.PermuteVar8x64(packed.AsInt64(), Vector512.Create(0, 2, 4, 6, 1, 3, 5, 7)).AsSByte();
        open = Vector512.Equals(signs, Vector512<sbyte>.Zero).ExtractMostSignificantBits();
        return signs.ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Touch(short* lows, short* opens, short* levels, int count, int reason, int* codes)
    {
        Vector512<short> first = Vector512.Load(lows), second = Vector512.Load(lows + 32);
        for (nint i = 0; i < count; i++)
        {
            var level = Vector512.Create(levels[i]);
            ulong touched = Vector512.LessThanOrEqual(first, level).ExtractMostSignificantBits()
                | (Vector512.LessThanOrEqual(second, level).ExtractMostSignificantBits() << 32);
            nint bar = BitOperations.TrailingZeroCount(touched);
            codes[i] = ((int)bar << 2) + reason + ((opens[bar] - levels[i] - 1) >> 31);
        }
    }
}

/// <summary>Eight vectors of 256 bits.</summary>
internal readonly unsafe struct Compare256 : ICompare
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Below(short* left, short* right, out ulong open)
    {
        uint low = Below32(left, right, out uint lowOpen);
        uint high = Below32(left + 32, right + 32, out uint highOpen);
        open = lowOpen | ((ulong)highOpen << 32);
        return low | ((ulong)high << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Touch(short* lows, short* opens, short* levels, int count, int reason, int* codes)
    {
        Vector256<short> a = Vector256.Load(lows), b = Vector256.Load(lows + 16), c = Vector256.Load(lows + 32), d = Vector256.Load(lows + 48);
        for (nint i = 0; i < count; i++)
        {
            Vector256<short> level = Vector256.Create(levels[i]);
            nint bar = BitOperations.TrailingZeroCount(~(Above(a, b, level) | ((ulong)Above(c, d, level) << 32)));
            codes[i] = ((int)bar << 2) + reason + ((opens[bar] - levels[i] - 1) >> 31);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Below32(short* left, short* right, out uint open)
    {
        Vector256<sbyte> packed = Avx2.PackSignedSaturate(
            Avx2.SubtractSaturate(Vector256.Load(left), Vector256.Load(right)),
            Avx2.SubtractSaturate(Vector256.Load(left + 16), Vector256.Load(right + 16)));
        Vector256<sbyte> signs = Avx2.Permute4x64(packed.AsInt64(), 0b11_01_10_00).AsSByte();
        open = Vector256.Equals(signs, Vector256<sbyte>.Zero).ExtractMostSignificantBits();
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
    public static ulong Below(short* left, short* right, out ulong open)
    {
        ulong below = 0;
        open = 0;
        for (int i = 0; i < 64; i++)
        {
            below |= (left[i] < right[i] ? 1ul : 0) << i;
            open |= (left[i] == right[i] ? 1ul : 0) << i;
        }

        return below;
    }

    public static void Touch(short* lows, short* opens, short* levels, int count, int reason, int* codes)
    {
        // Levels are sorted; the further one is not touched before the nearer one.
        int bar = 0;
        for (int i = 0; i < count; i++)
        {
            while (bar < 64 && lows[bar] > levels[i])
                bar++;
            codes[i] = (bar << 2) + reason - (opens[bar] <= levels[i] ? 1 : 0);
        }
    }
}
