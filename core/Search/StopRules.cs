using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search;

/// <summary>
/// What the rules that end a search must know of the trials so far: what follows from finished trials in the order of their numbers, so
/// that a study ends at the same trial whatever the order in which its trials finish.
/// </summary>
/// <param name="Trials">How many trials were applied.</param>
/// <param name="BestTrial">The number of the best complete trial, or −1.</param>
/// <param name="BestValue">Its value, or NaN.</param>
/// <param name="SinceBest">How many trials came after it, or after the start where there is none.</param>
/// <param name="FailuresInRow">How many trials at the end failed, one after the other.</param>
public readonly record struct StopRules(long Trials, long BestTrial, double BestValue, long SinceBest, int FailuresInRow)
{
    /// <summary>How many failures in a row end a search whose study file does not say.</summary>
    public const int DefaultMaxFailures = 20;

    /// <summary>Before the first trial.</summary>
    public static StopRules Start { get; } = new(0, -1, double.NaN, 0, 0);

    /// <summary>Applies the next trial.</summary>
    /// <param name="goal">Which way values are better.</param>
    /// <param name="trial">The trial's number.</param>
    /// <param name="outcome">How it ended. A pruned or undefined trial is neither a failure nor an improvement.</param>
    /// <param name="value">Its value; used where it is complete. Only a strictly better value is an improvement.</param>
    public StopRules Add(Goal goal, long trial, TrialOutcome outcome, double value)
    {
        bool better = outcome == TrialOutcome.Complete && double.IsFinite(value) && (BestTrial < 0 || goal.IsBetter(value, BestValue));
        return new StopRules(
            Trials + 1,
            better ? trial : BestTrial,
            better ? value : BestValue,
            better ? 0 : SinceBest + 1,
            outcome == TrialOutcome.Failed ? FailuresInRow + 1 : 0);
    }

    /// <summary>Why the search ends here, or null where it goes on. Reaching the target counts before everything else.</summary>
    public StopReason? Reason(MetricSpec metric, BudgetSpec budget)
    {
        if (metric.Target is double target && BestTrial >= 0 && !metric.Goal.IsBetter(target, BestValue))
            return StopReason.Target;
        if (FailuresInRow > 0 && FailuresInRow >= (budget.MaxFailures ?? DefaultMaxFailures))
            return StopReason.Failures;
        return SinceBest >= budget.Plateau ? StopReason.Plateau : null;
    }
}
