using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>The rows of the second stage, best first.</summary>
internal sealed class FinalRows(
    Confirmation confirmation,
    StudyExecutor executor,
    StudyPlan plan,
    StudyHistory history,
    IReadOnlyList<Finalist> finalists,
    int metrics) : IRowSource
{
    private readonly TrialScorer scorer = new(plan.Spec, executor.Metrics, confirmation.Scenarios);
    private int next;

    /// <inheritdoc/>
    public long Count => finalists.Count;

    /// <inheritdoc/>
    public bool Read(RowBlock block)
    {
        block.Clear();
        for (; next < finalists.Count && block.Count < RowFile.BlockRows; next++)
            Add(block, finalists[next]);
        return block.Count > 0;
    }

    private void Add(RowBlock block, Finalist finalist)
    {
        IReadOnlyList<string> scenarios = confirmation.Scenarios;
        var results = new CandidateResult[scenarios.Count];
        string? failure = null;
        for (int s = 0; s < results.Length; s++)
        {
            results[s] = plan.Candidate(finalist.Trial, scenarios[s]);
            failure ??= results[s].Failure;
        }

        string? undefined = results.Select(result => scorer.Undefined([.. result.Metrics])).FirstOrDefault(why => why is not null);
        (TrialOutcome state, failure) = TrialScorer.Judge(finalist.Score, failure, undefined, plan.Spec.Metrics[0].Name);
        Span<double> numbers = block.Add(
            finalist.Trial, state, 0, finalist.Score, executor.Values(finalist.Trial, history), failure);
        for (int s = 0; s < results.Length; s++)
        {
            numbers[0] = finalist.Scores[s];
            for (int m = 0; m < metrics; m++)
                numbers[m + 1] = results[s].Metrics[m];
            numbers = numbers[(metrics + 1)..];
        }
    }
}
