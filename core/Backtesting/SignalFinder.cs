using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>Finds where signal rules turn in a piece of time: conditions as bits, then a list of bars.</summary>
internal static unsafe class SignalFinder
{
    /// <summary>How many numbers a list needs: a turn at every bar, and some that are written in vain.</summary>
    public const int ListSize = Piece.MaxBars + 16;

    /// <summary>Lists the bars at whose close a rule turns, ascending.</summary>
    /// <returns>How many there are.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Find<TCompare>(SignalPlan plan, PieceLines lines, Piece piece, ref SignalLatch latch, int* list)
        where TCompare : struct, ICompare
    {
        if (plan.IsPair)
            return FindPair<TCompare>(plan, lines, piece, ref latch, list);
        int* next = list;
        for (int word = 0; word < piece.Words; word++)
        {
            ulong isLong = plan.Long.Evaluate<TCompare>(lines, piece, word);
            ulong isShort = plan.Short.Evaluate<TCompare>(lines, piece, word);
            next = List(latch.Next(isLong, isShort, plan.FirstIsSilent), piece.First + (word * 64), next);
        }

        return (int)(next - list);
    }

    /// <summary>Where the left line is above the right one and where below, in one word of bars; undefined bars are neither.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static ulong Compare<TCompare>(PieceLines lines, int leftLine, int rightLine, Piece piece, int word, out ulong below)
        where TCompare : struct, ICompare
    {
        LineValues left = lines.Values(leftLine), right = lines.Values(rightLine);
        ulong existing = piece.Existing(word, Math.Max(left.First, right.First));
        below = TCompare.Below(lines.Keys(leftLine) + (word * 64), lines.Keys(rightLine) + (word * 64), out ulong open);
        if (left.HasGaps || right.HasGaps)
            open = ulong.MaxValue;
        below &= existing & ~open;
        ulong above = existing & ~open & ~below;
        // What the keys leave open is decided by the exact values.
        for (open &= existing; open != 0; open &= open - 1)
        {
            int bit = BitOperations.TrailingZeroCount(open);
            int index = piece.First + (word * 64) + bit;
            double a = left.Exact(index), b = right.Exact(index);
            above |= (a > b ? 1ul : 0) << bit;
            below |= (a < b ? 1ul : 0) << bit;
        }

        return above;
    }

    // One comparison of two lines.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int FindPair<TCompare>(SignalPlan plan, PieceLines lines, Piece piece, ref SignalLatch latch, int* list)
        where TCompare : struct, ICompare
    {
        LineValues left = lines.Values(plan.Long.Left), right = lines.Values(plan.Long.Right);
        int* leftKeys = lines.Keys(plan.Long.Left);
        int* rightKeys = lines.Keys(plan.Long.Right);
        // Words that lie wholly within the lines.
        int plainFrom = left.HasGaps || right.HasGaps ? int.MaxValue : ((Math.Max(left.First, right.First) + 63) / 64) - piece.FirstWord;
        int plainUntil = Math.Min((piece.DataBars / 64) - piece.FirstWord, piece.Words);
        int* next = list;
        for (int word = 0; word < piece.Words; word++)
        {
            if (word >= plainFrom && latch.HasState)
                word = FindPlain<TCompare>(leftKeys, rightKeys, word, plainUntil, piece.First, ref latch.State, ref next);
            if (word >= piece.Words)
                break;
            ulong above = Compare<TCompare>(lines, plan.Long.Left, plan.Long.Right, piece, word, out ulong below);
            next = List(latch.Next(above, below, plan.FirstIsSilent), piece.First + (word * 64), next);
        }

        return (int)(next - list);
    }

    // Words in which every bar is above or below, which then is the state. Returns the first other word. Without calls, so
    // that all stays in registers.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int FindPlain<TCompare>(int* left, int* right, int word, int until, int firstBar, ref ulong state, ref int* list)
        where TCompare : struct, ICompare
    {
        int* next = list;
        ulong isShort = state ^ 1;
        int bar = firstBar + (word * 64);
        left += word * 64;
        right += word * 64;
        for (; word < until; word++, bar += 64, left += 64, right += 64)
        {
            ulong below = TCompare.Below(left, right, out ulong open);
            if (open != 0)
                break;
            next = List(below ^ ((below << 1) | isShort), bar, next);
            isShort = below >> 63;
        }

        list = next;
        state = isShort ^ 1;
        return word;
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
