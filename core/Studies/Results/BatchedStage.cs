using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Analysis;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>The results of a search in batches, whose trials are all in memory.</summary>
internal sealed class BatchedStage(StudyExecutor executor, StudyPlan plan, StudyHistory history, StageEnd end, SearchSummary summary)
    : FirstStage(executor, end, summary)
{
    private readonly SearchTables tables = new(executor.Spec, executor.Metrics, history);
    private IReadOnlyList<RankedTrial> winners = [];

    /// <inheritdoc/>
    public override IReadOnlyList<RankedTrial> Winners => winners;

    /// <inheritdoc/>
    public override SearchReport? Report => new(Spec, Executor.Metrics, history);

    private bool HasFront => Spec.Metrics.Count > 1;

    /// <inheritdoc/>
    public override async Task WriteAsync(IArtifactStore artifacts, CancellationToken cancellation)
    {
        var rows = new HistoryRows(Executor, history);
        await WriteAsync(artifacts, rows, KeepBest, cancellation);
        foreach (EndedTrial ended in Scored())
            Summary.Add(ended.Trial, ended.Result.Scores[0], Scorer.Value([.. ended.Result.Metrics.Take(Executor.Metrics.Count)]));
        winners = HasFront ? Front() : Summary.Best;
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, CsvText Text)> Tables()
    {
        yield return ("trials.csv", tables.Trials());
        yield return ("trial_seconds.csv", tables.Seconds());
        if (HasFront)
            yield return ("pareto_front.csv", tables.Front());
    }

    /// <inheritdoc/>
    public override Dictionary<ParameterSet, long> Find(IReadOnlyList<ParameterSet> points)
    {
        var numbers = new Dictionary<ParameterSet, long>();
        foreach (ParameterSet point in points)
        {
            if (history.WithValues(point) is EndedTrial { Result.Outcome: TrialOutcome.Complete } ended)
                numbers[point] = ended.Trial;
        }

        return numbers;
    }

    // The plan ranks by front, so that these are the trials with which the table begins.
    private RankedTrial[] Front()
    {
        EndedTrial[] complete = [.. Scored()];
        HashSet<long> front = [
            .. ParetoFront.Of([.. complete.Select(trial => SearchTables.Losses(Spec, trial))]).Select(index => complete[index].Trial)
        ];
        return [.. plan.Top.Where(ranked => front.Contains(ranked.Trial)).Take(WinnerFinder.Most)];
    }

    private IEnumerable<EndedTrial> Scored() => history.Records
        .Where(record => record.Result.Outcome == TrialOutcome.Complete)
        .OrderBy(record => Spec.Metrics[0].Goal.ToLoss(record.Result.Scores[0]))
        .ThenBy(record => record.Trial);
}
