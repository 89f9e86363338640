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

    // One comparison of two lines. In most words every bar is above or below, which then is the state.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int FindPair<TCompare>(SignalPlan plan, PieceLines lines, Piece piece, ref SignalLatch latch, int* list)
        where TCompare : struct, ICompare
    {
        LineValues left = lines.Values(plan.Long.Left), right = lines.Values(plan.Long.Right);
        int* leftKeys = lines.Keys(plan.Long.Left);
        int* rightKeys = lines.Keys(plan.Long.Right);
        // Words that lie wholly within the lines.
        int plainFrom = left.HasGaps || right.HasGaps ? int.MaxValue : ((Math.Max(left.First, right.First) + 63) / 64) - piece.FirstWord;
        int plainUntil = (piece.DataBars / 64) - piece.FirstWord;
        int words = piece.Words, bar = piece.First;
        int* next = list;
        ulong isShort = latch.State ^ 1;
        bool hasState = latch.HasState;
        for (int word = 0; word < words; word++, bar += 64)
        {
            ulong below = TCompare.Below(leftKeys + (word * 64), rightKeys + (word * 64), out ulong open);
            ulong turns;
            if (open == 0 && word >= plainFrom && word < plainUntil && hasState)
            {
                turns = below ^ ((below << 1) | isShort);
                isShort = below >> 63;
            }
            else
            {
                latch.State = isShort ^ 1;
                ulong above = Compare<TCompare>(lines, plan.Long.Left, plan.Long.Right, piece, word, out below);
                turns = latch.Next(above, below, plan.FirstIsSilent);
                isShort = latch.State ^ 1;
                hasState = latch.HasState;
            }

            next = List(turns, bar, next);
        }

        latch.State = isShort ^ 1;
        return (int)(next - list);
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
