using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ServerlessTuner.Core.Backtesting;

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
        Vector256<short> a = Vector256.Load(lows),
            b = Vector256.Load(lows + 16),
            c = Vector256.Load(lows + 32),
            d = Vector256.Load(lows + 48);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LowestSoFar(short* lows, short* lowest)
    {
        int low = lows[0];
        for (nint bar = 0; bar < 64; bar++)
            lowest[bar] = (short)(low = Straight.Min(low, lows[bar]));
    }
}
