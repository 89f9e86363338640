using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>A trial of a search in batches, from its proposal to its end.</summary>
/// <param name="Proposal">What was proposed.</param>
/// <param name="Result">How it ended.</param>
public sealed record EndedTrial(Proposal Proposal, TrialResult Result)
{
    /// <summary>The trial's number.</summary>
    public long Trial => Result.Trial;

    /// <summary>The step at which a pruner stopped it, or null.</summary>
    public int? PrunedAt => Result is { Outcome: TrialOutcome.Pruned, Steps: [.., StepReport last] } ? last.Step : null;
}
