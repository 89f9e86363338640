using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>Finds where signal rules turn in a block of time: conditions as bits, then a list of bars.</summary>
internal static unsafe class SignalFinder
{
    /// <summary>How many numbers a list needs: a turn at every bar, and some that are written in vain.</summary>
    public const int ListSize = TimeBlock.MaxBars + 16;

    /// <summary>Lists the bars at whose close a rule turns, ascending.</summary>
    /// <returns>How many there are.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Find<TCompare>(SignalPlan plan, TimeBlockLines lines, TimeBlock block, ref SignalLatch latch, int* list)
        where TCompare : struct, ICompare
    {
        if (plan.IsPair)
            return FindPair<TCompare>(plan, lines, block, ref latch, list);
        int* next = list;
        for (int word = 0; word < block.Words; word++)
        {
            ulong isLong = plan.Long.Evaluate<TCompare>(lines, block, word);
            ulong isShort = plan.Short.Evaluate<TCompare>(lines, block, word);
            next = List(latch.Next(isLong, isShort, plan.FirstIsSilent), block.First + (word * 64), next);
        }

        return (int)(next - list);
    }

    /// <summary>Where the left line is above the right one and where below, in one word of bars; undefined bars are neither.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static ulong Compare<TCompare>(TimeBlockLines lines, int left, int right, TimeBlock block, int word, out ulong below)
        where TCompare : struct, ICompare
    {
        LineValues leftValues = lines.Values(left), rightValues = lines.Values(right);
        ulong existing = block.Existing(word, Math.Max(leftValues.First, rightValues.First));
        below = TCompare.Below(lines.Keys(left) + (word * 64), lines.Keys(right) + (word * 64), out ulong open);
        if (leftValues.HasGaps || rightValues.HasGaps)
            open = ulong.MaxValue;
        below &= existing & ~open;
        return (existing & ~open & ~below) | lines.CompareExactly(left, right, block.First + (word * 64), open & existing, ref below);
    }

    // One comparison of two lines.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int FindPair<TCompare>(SignalPlan plan, TimeBlockLines lines, TimeBlock block, ref SignalLatch latch, int* list)
        where TCompare : struct, ICompare
    {
        int left = plan.Long.Left, right = plan.Long.Right;
        LineValues leftValues = lines.Values(left), rightValues = lines.Values(right);
        // Words that lie wholly within the lines.
        int plainFrom = leftValues.HasGaps
            || rightValues.HasGaps ? int.MaxValue : ((Math.Max(leftValues.First, rightValues.First) + 63) / 64) - block.FirstWord;
        int plainUntil = Math.Min((block.DataBars / 64) - block.FirstWord, block.Words);
        int* next = list;
        for (int word = 0; word < block.Words;)
        {
            if (word >= plainFrom && word < plainUntil && latch.HasState)
            {
                word = FindPlain<TCompare>(lines.Keys(left), lines.Keys(right), word, plainUntil, block.First, ref latch.State, ref next);
                if (word == plainUntil)
                    continue;
            }

            ulong above = Compare<TCompare>(lines, left, right, block, word, out ulong below);
            next = List(latch.Next(above, below, plan.FirstIsSilent), block.First + (word * 64), next);
            word++;
        }

        return (int)(next - list);
    }

    // Words in which every bar is above or below, which then is the state. Returns the first other word. Without calls, so
    // that all stays in registers.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int FindPlain<TCompare>(short* left, short* right, int word, int until, int firstBar, ref ulong state, ref int* list)
        where TCompare : struct, ICompare
    {
        int* next = list;
        ulong isShort = state ^ 1;
        int bar = firstBar + (word * 64), end = firstBar + (until * 64);
        left += word * 64;
        right += word * 64;
        for (; bar < end; bar += 64, left += 64, right += 64)
        {
            ulong below = TCompare.Below(left, right, out ulong open);
            if (open != 0)
                break;
            next = List(below ^ ((below << 1) | isShort), bar, next);
            isShort = below >> 63;
        }

        list = next;
        state = isShort ^ 1;
        return (bar - firstBar) / 64;
    }

    // Three at a time without a branch; words with more are rare.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int* List(ulong bits, int bar, int* next)
    {
        int* end = next + BitOperations.PopCount(bits);
        next[0] = bar + BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
        next[1] = bar + BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
        next[2] = bar + BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
        for (next += 3; next < end; next++, bits &= bits - 1)
            *next = bar + BitOperations.TrailingZeroCount(bits);
        return end;
    }
}
