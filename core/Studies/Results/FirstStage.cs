using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Analysis;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>Writes the rows of all trials, and keeps what reports and further tables need of them.</summary>
/// <param name="executor">What carried the study out.</param>
/// <param name="plan">The finished plan.</param>
/// <param name="history">The trials of a search in batches.</param>
/// <param name="summary">Gets every trial, best first.</param>
internal sealed class FirstStage(StudyExecutor executor, StudyPlan plan, StudyHistory history, SearchSummary summary)
{
    private readonly StudySpec spec = plan.Spec;
    private readonly TrialScorer scorer = new(plan.Spec, executor.Metrics, plan.Spec.Stages[0].Scenarios);

    // Metrics that the rows leave out stay NaN, and so does what is computed from them.
    private readonly double[] metrics = [.. Enumerable.Repeat(double.NaN, executor.Metrics.Count)];

    /// <summary>The trials of a study with one stage to speak about, best first: with several metrics those of the Pareto front.</summary>
    public IReadOnlyList<RankedTrial> Winners { get; private set; } = [];

    /// <summary>The rows of the trials that the stage kept, best first; in a study with one stage those of <see cref="Winners"/>.</summary>
    public RowBlock Best { get; } = new(executor.Schema);

    /// <summary>Writes the files.</summary>
    public async Task WriteAsync(IArtifactStore artifacts, CancellationToken cancellation)
    {
        var table = new StageTable(artifacts, RowFile.NameOf(spec, 1), executor.Schema);
        if (!executor.InBatches)
        {
            using RowMerge merge = await OpenAsync(artifacts, cancellation);
            await table.WriteAsync(merge, Visit, cancellation);
            Winners = summary.Best;
            return;
        }

        var rows = new HistoryRows(executor, history);
        await table.WriteAsync(rows, spec.Stages.Count > 1 ? KeepFirst : null, cancellation);
        foreach (EndedTrial ended in Scored())
            summary.Add(ended.Trial, ended.Result.Scores[0], scorer.Value([.. ended.Result.Metrics.Take(executor.Metrics.Count)]));
        if (spec.Stages.Count > 1)
            return;
        Winners = spec.Metrics.Count > 1 ? Front() : summary.Best;
        foreach (RankedTrial ranked in Winners)
            rows.Add(Best, ranked.Trial);
    }

    // The plan ranks by front, so that these are the trials with which the table begins.
    private RankedTrial[] Front()
    {
        EndedTrial[] complete = [.. Scored()];
        HashSet<long> front = [
            .. ParetoFront.Of([.. complete.Select(trial => SearchTables.Losses(spec, trial))]).Select(index => complete[index].Trial)
        ];
        return [.. plan.Top.Where(ranked => front.Contains(ranked.Trial)).Take(WinnerFinder.Most)];
    }

    private IEnumerable<EndedTrial> Scored() => history.Records
        .Where(record => record.Result.Outcome == TrialOutcome.Complete)
        .OrderBy(record => spec.Metrics[0].Goal.ToLoss(record.Result.Scores[0]))
        .ThenBy(record => record.Trial);

    private async Task<RowMerge> OpenAsync(IArtifactStore artifacts, CancellationToken cancellation)
    {
        var chunks = new List<RowFileReader>();
        try
        {
            foreach (EvaluateChunk chunk in plan.Chunks)
                chunks.Add(await RowFile.OpenChunkAsync(artifacts, chunk, cancellation));
            return new RowMerge(chunks, spec.Metrics[0].Goal);
        }
        catch
        {
            foreach (RowFileReader open in chunks)
                open.Dispose();
            throw;
        }
    }

    private void Visit(RowBlock block)
    {
        KeepFirst(block);
        for (int row = 0; row < block.Count; row++)
        {
            // A row's numbers begin with the score and the metrics of the first scenario.
            block.Numbers(row).Slice(1, executor.RowMetrics).CopyTo(metrics);
            summary.Add(block.Trial(row), block.Score(row), scorer.Value(metrics));
        }
    }

    private void KeepFirst(RowBlock block)
    {
        bool several = spec.Stages.Count > 1;
        int most = several ? plan.Kept.Count : WinnerFinder.Most;
        for (int row = 0; row < block.Count && Best.Count < most; row++)
        {
            if (several || double.IsFinite(block.Score(row)))
                Best.Copy(block, row);
        }
    }
}
