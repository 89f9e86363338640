using System.Numerics;
using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>Finds where signal rules turn: conditions as bits, 64 bars to a word.</summary>
/// <remarks>
/// Time is cut into pieces of 1,024 bars, and all rules go through a piece before the next one, so that the lines of the
/// piece stay in the second-level cache for many rules.
/// </remarks>
internal static unsafe class SignalFinder
{
    private const int PieceWords = 16;

    /// <summary>Marks the turns of each rule in <paramref name="block"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Find<TCompare>(ReadOnlySpan<SignalPlan> plans, int bars, SignalBlock block)
        where TCompare : struct, ICompare
    {
        int words = block.WordsPerRule;
        ulong* isLong = stackalloc ulong[PieceWords];
        ulong* isShort = stackalloc ulong[PieceWords];
        block.Begin(plans.Length);
        for (int first = 0; first < words; first += PieceWords)
        {
            int count = Math.Min(PieceWords, words - first);
            for (int rule = 0; rule < plans.Length; rule++)
            {
                SignalPlan plan = plans[rule];
                if (plan.IsPair)
                {
                    TurnPair<TCompare>(plan, first, count, bars, block.Changes(rule, first), ref block.LatchOf(rule));
                    continue;
                }

                plan.Long.Evaluate<TCompare>(first, count, bars, isLong);
                plan.Short.Evaluate<TCompare>(first, count, bars, isShort);
                Span<ulong> changes = block.Changes(rule, first);
                ref SignalLatch latch = ref block.LatchOf(rule);
                for (int word = 0; word < count; word++)
                    changes[word] = latch.Next(isLong[word], isShort[word], plan.FirstIsSilent);
            }
        }
    }

    /// <summary>The bits of word <paramref name="word"/> at which a line that starts at <paramref name="first"/> exists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Existing(int word, int first, int bars)
    {
        int start = first - (word * 64);
        int end = bars - (word * 64);
        ulong mask = start <= 0 ? ulong.MaxValue : start >= 64 ? 0 : ulong.MaxValue << start;
        return end >= 64 ? mask : mask & ((1ul << end) - 1);
    }

    /// <summary>Where the left line is above the right one and where below, in one word of bars; undefined bars are neither.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Compare<TCompare>(LineValues left, LineValues right, int word, int bars, out ulong below)
        where TCompare : struct, ICompare
    {
        ulong existing = Existing(word, Math.Max(left.First, right.First), bars);
        below = TCompare.Below(left.Keys + ((long)word * 64), right.Keys + ((long)word * 64), out ulong open);
        if (left.HasGaps || right.HasGaps)
            open = ulong.MaxValue;
        below &= existing & ~open;
        ulong above = existing & ~open & ~below;
        open &= existing;
        if (open != 0)
            Settle(left, right, word, open, ref above, ref below);
        return above;
    }

    // One comparison of two lines.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void TurnPair<TCompare>(SignalPlan plan, int first, int count, int bars, Span<ulong> changes, ref SignalLatch latch)
        where TCompare : struct, ICompare
    {
        LineValues left = plan.Long.Left!, right = plan.Long.Right!;
        // Words that lie wholly within the lines.
        int plainFrom = left.HasGaps || right.HasGaps ? int.MaxValue : ((Math.Max(left.First, right.First) + 63) / 64) - first;
        int plainUntil = Math.Min(count, (bars / 64) - first);
        fixed (ulong* into = changes)
        {
            for (int word = 0; word < count; word++)
            {
                if (word >= plainFrom && latch.HasState)
                    word = TurnPlain<TCompare>(left.Keys + ((long)first * 64), right.Keys + ((long)first * 64), word, plainUntil, into, ref latch.State);
                if (word >= count)
                    break;
                ulong above = Compare<TCompare>(left, right, first + word, bars, out ulong below);
                into[word] = latch.Next(above, below, plan.FirstIsSilent);
            }
        }
    }

    // Words in which every bar is above or below, which then is the state. Returns the first other word.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int TurnPlain<TCompare>(int* left, int* right, int word, int until, ulong* changes, ref ulong latch)
        where TCompare : struct, ICompare
    {
        ulong isShort = latch ^ 1;
        for (; word < until; word++)
        {
            ulong below = TCompare.Below(left + (word * 64), right + (word * 64), out ulong equal);
            if (equal != 0)
                break;
            changes[word] = below ^ ((below << 1) | isShort);
            isShort = below >> 63;
        }

        latch = isShort ^ 1;
        return word;
    }

    // What the keys leave open is decided by the exact values.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Settle(LineValues left, LineValues right, int word, ulong open, ref ulong above, ref ulong below)
    {
        for (; open != 0; open &= open - 1)
        {
            int bit = BitOperations.TrailingZeroCount(open);
            int index = (word * 64) + bit;
            double a = left.Exact(index), b = right.Exact(index);
            above |= (a > b ? 1ul : 0) << bit;
            below |= (a < b ? 1ul : 0) << bit;
        }
    }
}

/// <summary>A condition with its lines at hand.</summary>
internal sealed unsafe class ConditionPlan
{
    private readonly ConditionPlan? first;
    private readonly ConditionPlan? second;
    private readonly bool both;

    /// <summary>Looks up the lines of a condition.</summary>
    public ConditionPlan(Condition condition, LineStore lines)
    {
        switch (condition)
        {
            case Above(Line left, Line right):
                Left = lines.Get(left);
                Right = lines.Get(right);
                break;
            case Both(Condition left, Condition right):
                (first, second, both) = (new(left, lines), new(right, lines), true);
                break;
            case Either(Condition left, Condition right):
                (first, second) = (new(left, lines), new(right, lines));
                break;
            default:
                throw new NotSupportedException($"Unknown condition {condition}.");
        }
    }

    /// <summary>The line that must be above, in a comparison.</summary>
    public LineValues? Left { get; }

    /// <summary>The line that must be below, in a comparison.</summary>
    public LineValues? Right { get; }

    /// <summary>All lines of a condition.</summary>
    public static void Collect(Condition condition, HashSet<Line> lines)
    {
        switch (condition)
        {
            case Above(Line left, Line right):
                lines.Add(left);
                lines.Add(right);
                break;
            case Both(Condition left, Condition right):
                Collect(left, lines);
                Collect(right, lines);
                break;
            case Either(Condition left, Condition right):
                Collect(left, lines);
                Collect(right, lines);
                break;
        }
    }

    /// <summary>Writes where the condition holds, from word <paramref name="firstWord"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Evaluate<TCompare>(int firstWord, int count, int bars, ulong* holds)
        where TCompare : struct, ICompare
    {
        if (Left is null)
        {
            ulong* other = stackalloc ulong[count];
            first!.Evaluate<TCompare>(firstWord, count, bars, holds);
            second!.Evaluate<TCompare>(firstWord, count, bars, other);
            for (int i = 0; i < count; i++)
                holds[i] = both ? holds[i] & other[i] : holds[i] | other[i];
            return;
        }

        for (int word = 0; word < count; word++)
            holds[word] = SignalFinder.Compare<TCompare>(Left, Right!, firstWord + word, bars, out _);
    }
}

/// <summary>A signal rule with its lines at hand.</summary>
internal sealed class SignalPlan
{
    /// <summary>Looks up the lines of a rule.</summary>
    public SignalPlan(SignalRule rule, LineStore lines)
    {
        IsPair = Mirrors(rule);
        Long = new ConditionPlan(rule.Long, lines);
        Short = IsPair ? Long : new ConditionPlan(rule.Short, lines);
        FirstIsSilent = rule.FirstIsSilent;
    }

    /// <summary>When to be long.</summary>
    public ConditionPlan Long { get; }

    /// <summary>When to be short; of no meaning where <see cref="IsPair"/>.</summary>
    public ConditionPlan Short { get; }

    /// <summary>Whether the first state is no signal.</summary>
    public bool FirstIsSilent { get; }

    /// <summary>Whether one comparison of two lines decides: long where above, short where below.</summary>
    public bool IsPair { get; }

    /// <summary>All lines of a rule.</summary>
    public static void Collect(SignalRule rule, HashSet<Line> lines)
    {
        ConditionPlan.Collect(rule.Long, lines);
        if (!Mirrors(rule))
            ConditionPlan.Collect(rule.Short, lines);
    }

    private static bool Mirrors(SignalRule rule) =>
        rule.Long is Above(Line left, Line right) && rule.Short is Above(Line below, Line above)
        && (ReferenceEquals(left, above) || left.Equals(above)) && (ReferenceEquals(right, below) || right.Equals(below));
}
