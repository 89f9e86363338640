using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>Each batch of trials is proposed when the one before has ended, from what its results taught.</summary>
/// <param name="trials">How many trials there will be; null where only a rule ends the search.</param>
public sealed class BatchedMethod(long? trials) : SearchMethod(trials)
{
    /// <inheritdoc/>
    public override long? Size => null;

    /// <inheritdoc/>
    public override bool HasChunks => false;

    /// <inheritdoc/>
    public override ParameterSet ValuesOf(long trial, StudyHistory history) => history.ValuesOf(trial);

    /// <inheritdoc/>
    public override long HistoryNeeded(WorkItem item) => item switch
    {
        ProposeTrials propose => propose.First,
        EvaluateTrial trial => trial.Known,
        EvaluateCandidate candidate => candidate.Trial + 1,
        EvaluateCandidates candidates => candidates.Trials.Max() + 1,
        _ => 0,
    };

    internal override ISearchPlan NewPlan(StudySpec spec, long? trials, int chunkSize, int capacity, StudyHistory? history) =>
        new BatchedSearch(spec, trials, capacity, history);
}
