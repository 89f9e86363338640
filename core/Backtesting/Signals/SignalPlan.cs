namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>A signal rule with its lines numbered.</summary>
internal sealed class SignalPlan
{
    /// <summary>Numbers the lines of a rule.</summary>
    public SignalPlan(SignalRule rule, TimeBlockLines lines)
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
