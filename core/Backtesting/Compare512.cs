using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ServerlessTuner.Core.Backtesting;

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LowestSoFar(short* lows, short* lowest)
    {
        Vector512<short> first = Vector512.Load(lows), second = Vector512.Load(lows + 32);
        // With the number one before, two before, and so on; the first one stands in for those that are not there.
        for (short step = 1; step < 32; step *= 2)
        {
            Vector512<short> before = Vector512.Max(Vector512<short>.Indices - Vector512.Create(step), Vector512<short>.Zero);
            first = Vector512.Min(first, Avx512BW.PermuteVar32x16(first, before));
            second = Vector512.Min(second, Avx512BW.PermuteVar32x16(second, before));
        }

        first.Store(lowest);
        Vector512.Min(second, Avx512BW.PermuteVar32x16(first, Vector512.Create((short)31))).Store(lowest + 32);
    }
}
