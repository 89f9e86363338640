using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>What is known of the batch at work: trials that were told, and are applied when all of it has ended.</summary>
/// <param name="spec">The study.</param>
internal sealed class BatchTally(StudySpec spec)
{
    private (RankedTrial Trial, ParameterSet? Values)? best;

    /// <summary>How many trials ended in which way.</summary>
    public SearchCounts Counts { get; private set; }

    /// <summary>Notes a trial that has ended.</summary>
    public void Add(Proposal proposal, TrialResult result)
    {
        Counts = Counts.With(result.Outcome);
        if (spec.Metrics.Count > 1 || result.Outcome != TrialOutcome.Complete)
            return;
        var ranked = new RankedTrial(result.Trial, result.Scores[0]);
        if (best is not { } known || IsBetter(ranked, known.Trial))
            best = (ranked, proposal.Values);
    }

    /// <summary>The best of the batch and of what was applied before, with its values where they are at hand; null for none.</summary>
    /// <param name="applied">The best of what was applied.</param>
    public (RankedTrial Trial, ParameterSet? Values)? BestWith(RankedTrial? applied) =>
        best is { } fresh && (applied is not { } old || IsBetter(fresh.Trial, old)) ? fresh : applied is { } known ? (known, null) : null;

    /// <summary>Begins another batch.</summary>
    public void Clear() => (Counts, best) = (default, null);

    private bool IsBetter(RankedTrial trial, RankedTrial other) =>
        spec.Metrics[0].Goal.CompareRank(trial.Score, trial.Trial, other.Score, other.Trial) < 0;
}
