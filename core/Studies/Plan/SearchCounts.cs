using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>How the trials of a search have ended so far, those of the batch at work too.</summary>
/// <param name="Ended">Trials that have ended, however they did.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Undefined">How many of them have no value to be ranked by.</param>
/// <param name="Pruned">How many of them a pruner stopped.</param>
public readonly record struct SearchCounts(long Ended, long Failed, long Undefined, long Pruned)
{
    /// <summary>The counts with one more trial; one that nobody took counts as none.</summary>
    internal SearchCounts With(TrialOutcome outcome) => outcome switch
    {
        TrialOutcome.Dropped => this,
        TrialOutcome.Failed => this with { Ended = Ended + 1, Failed = Failed + 1 },
        TrialOutcome.Undefined => this with { Ended = Ended + 1, Undefined = Undefined + 1 },
        TrialOutcome.Pruned => this with { Ended = Ended + 1, Pruned = Pruned + 1 },
        _ => this with { Ended = Ended + 1 },
    };

    /// <summary>Both together.</summary>
    internal SearchCounts Plus(SearchCounts other) =>
        new(Ended + other.Ended, Failed + other.Failed, Undefined + other.Undefined, Pruned + other.Pruned);
}
