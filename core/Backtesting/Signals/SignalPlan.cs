using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>A condition with its lines numbered.</summary>
internal sealed unsafe class ConditionPlan
{
    private readonly ConditionPlan? first;
    private readonly ConditionPlan? second;
    private readonly bool both;

    /// <summary>Numbers the lines of a condition.</summary>
    public ConditionPlan(Condition condition, PieceLines lines)
    {
        switch (condition)
        {
            case Above(Line left, Line right):
                Left = lines.NumberOf(left);
                Right = lines.NumberOf(right);
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
    public int Left { get; }

    /// <summary>The line that must be below, in a comparison.</summary>
    public int Right { get; }

    /// <summary>Where the condition holds in one word of a piece.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ulong Evaluate<TCompare>(PieceLines lines, Piece piece, int word)
        where TCompare : struct, ICompare
    {
        if (first is null)
            return SignalFinder.Compare<TCompare>(lines, Left, Right, piece, word, out _);
        ulong one = first.Evaluate<TCompare>(lines, piece, word);
        ulong other = second!.Evaluate<TCompare>(lines, piece, word);
        return both ? one & other : one | other;
    }
}

/// <summary>A signal rule with its lines numbered.</summary>
internal sealed class SignalPlan
{
    /// <summary>Numbers the lines of a rule.</summary>
    public SignalPlan(SignalRule rule, PieceLines lines)
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

    private static bool Mirrors(SignalRule rule) =>
        rule.Long is Above(Line left, Line right) && rule.Short is Above(Line below, Line above)
        && (ReferenceEquals(left, above) || left.Equals(above)) && (ReferenceEquals(right, below) || right.Equals(below));
}
