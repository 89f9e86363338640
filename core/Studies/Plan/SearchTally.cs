using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>
/// What the ended trials of a search in batches add up to: how many there are, which were best, and whether a rule ends the search.
/// What follows from trials in the order in which they are added.
/// </summary>
/// <param name="spec">The study.</param>
/// <param name="capacity">How many of the best are to be known.</param>
internal sealed class SearchTally(StudySpec spec, int capacity)
{
    private readonly SearchRanking ranking = new(spec, capacity);
    private StopRules rules = StopRules.Start;

    public long Done { get; private set; }

    public long Failed { get; private set; }

    public long Undefined { get; private set; }

    public long Pruned { get; private set; }

    public IReadOnlyList<RankedTrial> Top => ranking.Top;

    /// <summary>Whether any trial has run to its end.</summary>
    public bool HasBest => rules.BestTrial >= 0;

    /// <summary>
    /// The rule that ends the search now, or null. With several metrics none alone can say that the target is reached, or that nothing
    /// improves.
    /// </summary>
    public StopReason? Reason => spec.Metrics.Count == 1
        ? rules.Reason(spec.Metrics[0], spec.Budget)
        : rules.Reason(spec.Metrics[0] with { Target = null }, spec.Budget with { Plateau = null });

    public void Add(TrialResult result)
    {
        Done++;
        if (result.Outcome == TrialOutcome.Failed)
            Failed++;
        else if (result.Outcome == TrialOutcome.Undefined)
            Undefined++;
        else if (result.Outcome == TrialOutcome.Pruned)
            Pruned++;
        ranking.Add(result);
        rules = rules.Add(spec.Metrics[0].Goal, result.Trial, result.Outcome, result.Scores[0]);
    }

    /// <summary>Counts anew, after results were replaced.</summary>
    public void Recount(IEnumerable<EndedTrial> records)
    {
        (Done, Failed, Undefined, Pruned) = (0, 0, 0, 0);
        rules = StopRules.Start;
        ranking.Clear();
        foreach (EndedTrial record in records)
            Add(record.Result);
    }

    /// <summary>
    /// Gives the rules that look back a fresh start: what ended the search before would end it again at once. A target that was reached
    /// stays reached.
    /// </summary>
    public void BeginPhase() => rules = rules with { SinceBest = 0, FailuresInRow = 0 };

    /// <summary>The reason as a sentence.</summary>
    /// <param name="reason">The rule.</param>
    /// <param name="trial">The trial at which it held first.</param>
    public string Describe(StopReason reason, long trial) => reason switch
    {
        StopReason.Target => $"Trial {rules.BestTrial} reached the target {spec.Metrics[0].Target:R} of {spec.Metrics[0].Name}.",
        StopReason.Plateau => $"No improvement in {ReadableNumber.Count(spec.Budget.Plateau!.Value, "trial")} up to trial {trial}.",
        _ => $"{rules.FailuresInRow} trials in a row failed, the last of them trial {trial}. See their reasons in trials.csv, and run "
            + $"them again with: tuner rerun DIR --failed.",
    };

    /// <summary>Adds what <see cref="Restore"/> takes over.</summary>
    public SearchState SaveTo(SearchState state) => state with
    {
        Done = Done,
        Failed = Failed,
        Undefined = Undefined,
        Pruned = Pruned,
        BestTrial = rules.BestTrial,
        BestValue = rules.BestValue,
        SinceBest = rules.SinceBest,
        FailuresInRow = rules.FailuresInRow,
        Ranking = ranking.Save(),
    };

    /// <summary>Takes over a saved state.</summary>
    public void Restore(SearchState state)
    {
        (Done, Failed, Undefined, Pruned) = (state.Done, state.Failed, state.Undefined, state.Pruned);
        rules = new StopRules(state.Done, state.BestTrial, state.BestValue, state.SinceBest, state.FailuresInRow);
        ranking.Restore(state.Ranking);
    }
}
