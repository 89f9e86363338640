using System.Text;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>Writes the result files of a finished study. The same plan gives the same bytes on every host.</summary>
public sealed class ResultPublisher(StudyExecutor executor, StudyPlan plan, StudyHistory history, IArtifactStore artifacts)
{
    private readonly StudySpec spec = plan.Spec;

    /// <summary>How long the stages took, for the report; null leaves that section out.</summary>
    public StudyTimings? Timings { get; init; }

    /// <summary>The finalists of the last stage, best first; empty in a study with one stage.</summary>
    public IReadOnlyList<Finalist> Finalists()
    {
        if (spec.Stages.Count == 1)
            return [];
        var finalists = new List<Finalist>();
        foreach (RankedTrial kept in plan.Kept)
            finalists.Add(executor.Confirmed(plan, kept.Trial));
        Goal goal = spec.Metrics[0].Goal;
        finalists.Sort((a, b) => goal.CompareRank(a.Score, a.Trial, b.Score, b.Trial));
        return finalists;
    }

    /// <summary>
    /// Writes <c>stage1_results</c> and <c>tuning_results</c>, each as typed rows (<c>.rows</c>) and as a table (<c>.csv</c>),
    /// <c>top_k.csv</c>, <c>best_trial.json</c> and <c>report.md</c>; for a search in batches <c>trials.csv</c> and
    /// <c>trial_seconds.csv</c>, too, and with several
    /// metrics <c>pareto_front.csv</c>. A study with one stage has no <c>stage1_results</c> and no <c>top_k.csv</c>.
    /// </summary>
    /// <param name="cancellation">Ends the writing; nothing half-written stays.</param>
    public async Task PublishAsync(CancellationToken cancellation)
    {
        bool single = spec.Stages.Count == 1;
        IReadOnlyList<Finalist> finalists = Finalists();
        var summary = new SearchSummary(WinnerFinder.Most, plan.Trials, plan.Failed + plan.Undefined + plan.Pruned);
        var finder = new WinnerFinder(executor, plan, history);
        finder.WantNeighbours(summary, single ? plan.Top.Select(ranked => ranked.Trial) : finalists.Select(finalist => finalist.Trial));
        var first = new FirstStage(executor, plan, history, summary);
        await first.WriteAsync(artifacts, cancellation);
        if (!single)
            await WriteFinalsAsync(finalists, first.Best, cancellation);
        if (executor.InBatches)
        {
            var tables = new SearchTables(spec, executor.Metrics, history);
            await PutAsync("trials.csv", tables.Trials(), cancellation);
            await PutAsync("trial_seconds.csv", tables.Seconds(), cancellation);
            if (spec.Metrics.Count > 1)
                await PutAsync("pareto_front.csv", tables.Front(), cancellation);
        }

        if (Best(finalists) is RankedTrial winner)
        {
            await artifacts.PutAsync(
                "best_trial.json",
                (stream, _) =>
                {
                    SearchTables.WriteBest(stream, spec, winner, executor.Values(winner.Trial, history));
                    return Task.CompletedTask;
                },
                cancellation);
        }

        IReadOnlyList<Winner> winners = single ? finder.FindFirst(first, summary) : finder.FindFinal(finalists, summary);
        string report = new StudyReport(
            spec,
            plan,
            summary,
            executor.Metrics,
            winners,
            executor.Remarks,
            executor.InBatches ? new SearchReport(spec, executor.Metrics, history) : null).Write(Timings);
        await artifacts.PutAsync(
            "report.md", async (stream, stop) => await stream.WriteAsync(Encoding.UTF8.GetBytes(report), stop), cancellation);
    }

    // The first finalist, or with one stage the first of the ranking; null where every trial failed.
    private RankedTrial? Best(IReadOnlyList<Finalist> finalists)
    {
        RankedTrial? best = spec.Stages.Count == 1
            ? plan.Top.Select(ranked => (RankedTrial?)ranked).FirstOrDefault()
            : finalists.Select(finalist => (RankedTrial?)new RankedTrial(finalist.Trial, finalist.Score)).FirstOrDefault();
        return best is { Score: double.NaN } ? null : best;
    }

    private async Task WriteFinalsAsync(IReadOnlyList<Finalist> finalists, RowBlock kept, CancellationToken cancellation)
    {
        var top = new CsvText();
        RowCsv.AppendHeader(top, executor.Schema, ranks: true);
        RowCsv.AppendRows(top, kept, rank: 1);
        await PutAsync("top_k.csv", top, cancellation);
        int metrics = spec.PerSymbol ? executor.Metrics.Count : executor.WholeMetrics;
        var schema = RowSchema.Of(spec, spec.Stages.Count, [.. executor.Metrics.Take(metrics)]);
        await new StageTable(artifacts, RowFile.NameOf(spec, spec.Stages.Count), schema)
            .WriteAsync(new FinalRows(executor, plan, history, finalists, metrics), null, cancellation);
    }

    private Task PutAsync(string name, CsvText text, CancellationToken cancellation) =>
        artifacts.PutAsync(name, async (stream, stop) => await stream.WriteAsync(text.Written, stop), cancellation);
}
