using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>A condition with its lines numbered.</summary>
internal sealed unsafe class ConditionPlan
{
    private readonly ConditionPlan? first;
    private readonly ConditionPlan? second;
    private readonly bool both;

    /// <summary>Numbers the lines of a condition.</summary>
    public ConditionPlan(SignalCondition condition, TimeBlockLines lines)
    {
        switch (condition)
        {
            case Above(Line left, Line right):
                Left = lines.NumberOf(left);
                Right = lines.NumberOf(right);
                break;
            case Both(SignalCondition left, SignalCondition right):
                (first, second, both) = (new(left, lines), new(right, lines), true);
                break;
            case Either(SignalCondition left, SignalCondition right):
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

    /// <summary>Where the condition holds in one word of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ulong Evaluate<TCompare>(TimeBlockLines lines, TimeBlock block, int word)
        where TCompare : struct, ICompare
    {
        if (first is null)
            return SignalFinder.Compare<TCompare>(lines, Left, Right, block, word, out _);
        ulong one = first.Evaluate<TCompare>(lines, block, word);
        ulong other = second!.Evaluate<TCompare>(lines, block, word);
        return both ? one & other : one | other;
    }
}
