using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// Choices without a branch, for numbers of which nothing can be guessed: <see cref="Math.Min(int, int)"/> compiles to a jump.
/// </summary>
internal static class Straight
{
    /// <summary>The smaller number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Min(int left, int right)
    {
        long difference = (long)left - right;
        return right + (int)(difference & (difference >> 63));
    }

    /// <summary>The smaller number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Min(uint left, uint right)
    {
        long difference = (long)left - right;
        return right + (uint)(difference & (difference >> 63));
    }
}
