using System.Text;
using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>Writes the result files of a finished study. The same plan gives the same bytes on every host.</summary>
public sealed class ResultPublisher(StudyExecutor executor, StudyPlan plan, StudyHistory history, IArtifactStore artifacts)
{
    private readonly StudySpec spec = plan.Spec;

    private Goal Goal => spec.Metrics[0].Goal;

    /// <summary>How long the stages took, for the report; null leaves that section out.</summary>
    public StudyTimings? Timings { get; init; }

    /// <summary>The finalists of the last stage, best first; empty in a study with one stage.</summary>
    public IReadOnlyList<Finalist> Finalists()
    {
        if (spec.Stages.Count == 1)
            return [];
        IReadOnlyList<string> scenarios = spec.Stages[1].Scenarios;
        var scorer = new TrialScorer(spec, executor.Metrics, scenarios);
        var finalists = new List<Finalist>();
        foreach (RankedTrial kept in plan.Kept)
        {
            double[] scores = [.. scenarios.Select(name => plan.Candidate(kept.Trial, name) is { Failure: null } result ? scorer.Score([.. result.Metrics]) : double.NaN)];
            finalists.Add(new Finalist(kept.Trial, scorer.Rank(scores), scores));
        }

        finalists.Sort((a, b) => Goal.CompareRank(a.Score, a.Trial, b.Score, b.Trial));
        return finalists;
    }

    /// <summary>
    /// Writes <c>stage1_results.csv</c>, <c>top_k.csv</c>, <c>tuning_results.csv</c>, <c>best_trial.json</c> and <c>report.md</c>; for a
    /// search in batches <c>trials.csv</c>, too, and with several metrics <c>pareto_front.csv</c>.
    /// </summary>
    /// <param name="cancellation">Ends the writing; nothing half-written stays.</param>
    public async Task PublishAsync(CancellationToken cancellation)
    {
        bool single = spec.Stages.Count == 1;
        var best = new CsvText();
        IReadOnlyList<Finalist> finalists = Finalists();
        var summary = new SearchSummary(WinnerFinder.Most, plan.Trials, plan.Failed + plan.Pruned);
        var finder = new WinnerFinder(executor, plan, history);
        finder.WantNeighbours(summary, single ? plan.Top.Select(ranked => ranked.Trial) : finalists.Select(finalist => finalist.Trial));
        await artifacts.PutAsync(
            single ? "tuning_results.csv" : "stage1_results.csv",
            (stream, stop) => executor.InBatches ? WriteRowsAsync(best, summary, stream, stop) : MergeAsync([.. plan.Chunks.Select(chunk => chunk.Artifact)], best, summary, stream, stop),
            cancellation);
        if (executor.InBatches)
        {
            var tables = new SearchTables(executor, history);
            await artifacts.PutAsync("trials.csv", (stream, stop) => WriteAsync(stream, tables.Trials(), stop), cancellation);
            if (spec.Metrics.Count > 1)
                await artifacts.PutAsync("pareto_front.csv", (stream, stop) => WriteAsync(stream, tables.Front(), stop), cancellation);
        }

        if (Best() is RankedTrial winner)
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

        string report = new StudyReport(spec, plan, summary, executor.Metrics, await finder.FindAsync(finalists, summary, cancellation), executor.InBatches ? new SearchReport(spec, history) : null).Write(Timings);
        await artifacts.PutAsync("report.md", async (stream, stop) => await stream.WriteAsync(Encoding.UTF8.GetBytes(report), stop), cancellation);
        if (single)
            return;
        await artifacts.PutAsync("top_k.csv", (stream, stop) => WriteAsync(stream, best, stop), cancellation);
        await artifacts.PutAsync("tuning_results.csv", (stream, stop) => WriteAsync(stream, FinalTable(), stop), cancellation);
    }

    /// <summary>The trial to use: the first finalist, or with one stage the first of the ranking; null where every trial failed.</summary>
    public RankedTrial? Best()
    {
        RankedTrial? best = spec.Stages.Count == 1
            ? plan.Top.Select(ranked => (RankedTrial?)ranked).FirstOrDefault()
            : Finalists().Select(finalist => (RankedTrial?)new RankedTrial(finalist.Trial, finalist.Score)).FirstOrDefault();
        return best is { Score: double.NaN } ? null : best;
    }

    private async Task WriteRowsAsync(CsvText best, SearchSummary summary, Stream stream, CancellationToken cancellation)
    {
        var text = new CsvText();
        AppendFirstStageHeader(text);
        best.Raw("rank,"u8).Raw(text.Written.Span);
        new SearchTables(executor, history).AppendRows(text, best, plan.Kept.Count);
        await WriteAsync(stream, text, cancellation);
        foreach (EndedTrial ended in history.Records.Where(record => record.Result.Outcome == TrialOutcome.Complete).OrderBy(record => Goal.ToLoss(record.Result.Scores[0])).ThenBy(record => record.Trial))
            summary.Add(ended.Trial, ended.Result.Scores[0]);
    }

    private static async Task WriteAsync(Stream stream, CsvText text, CancellationToken cancellation) => await stream.WriteAsync(text.Written, cancellation);

    private async Task MergeAsync(IReadOnlyList<string> chunks, CsvText best, SearchSummary summary, Stream stream, CancellationToken cancellation)
    {
        var streams = new List<Stream>();
        try
        {
            foreach (string chunk in chunks)
                streams.Add(await artifacts.OpenAsync(chunk, cancellation) ?? throw new InvalidOperationException($"The artifact '{chunk}' is missing: run the study again in a new folder."));
            var header = new CsvText();
            AppendFirstStageHeader(header);
            await WriteAsync(stream, header, cancellation);
            best.Raw("rank,"u8).Raw(header.Written.Span);
            var rows = new TrialRowMerge(streams, Goal);
            for (int rank = 1; rows.Read(); rank++)
            {
                cancellation.ThrowIfCancellationRequested();
                ReadOnlyMemory<byte> line = rows.Current.Line;
                if (rank <= plan.Kept.Count)
                    best.Number((long)rank).Comma().Raw(line.Span);
                summary.Add(rows.Current.Trial, rows.Current.Score);
                // Synchronous on purpose: the stream is buffered, and a million awaited lines cost more than the lines.
                stream.Write(line.Span);
            }
        }
        finally
        {
            foreach (Stream open in streams)
                await open.DisposeAsync();
        }
    }

    private void AppendFirstStageHeader(CsvText line)
    {
        AppendParameters(line);
        IReadOnlyList<string> scenarios = spec.Stages[0].Scenarios;
        if (scenarios.Count > 1)
            line.Raw(",score"u8);
        foreach (string scenario in scenarios)
            AppendColumns(line, scenario, executor.WholeMetrics);
        line.Raw(",failure\n"u8);
    }

    private int FinalMetrics => spec.PerSymbol ? executor.Metrics.Count : executor.WholeMetrics;

    private CsvText FinalTable()
    {
        CsvText text = new CsvText().Raw("rank,"u8);
        AppendParameters(text);
        text.Raw(",score"u8);
        foreach (string scenario in spec.Stages[1].Scenarios)
            AppendColumns(text, scenario, FinalMetrics);
        text.EndLine();
        long rank = 0;
        foreach (Finalist finalist in Finalists())
        {
            text.Number(++rank).Comma();
            executor.AppendTrial(text, finalist.Trial, executor.Values(finalist.Trial, history));
            text.Comma().Number(finalist.Score);
            for (int s = 0; s < finalist.Scores.Count; s++)
            {
                double[] metrics = [.. plan.Candidate(finalist.Trial, spec.Stages[1].Scenarios[s]).Metrics];
                StudyExecutor.AppendMetrics(text, finalist.Scores[s], metrics.AsSpan(0, FinalMetrics));
            }

            text.EndLine();
        }

        return text;
    }

    private void AppendParameters(CsvText line)
    {
        line.Raw("trial"u8);
        foreach (Parameter parameter in spec.Space.Parameters)
            line.Comma().Text(parameter.Name);
    }

    // trades:EURUSD under B becomes trades_B_EURUSD.
    private void AppendColumns(CsvText line, string scenario, int metrics)
    {
        line.Comma().Text($"score_{scenario}");
        foreach (string metric in executor.Metrics.Take(metrics))
        {
            int colon = spec.Objective is BacktestSpec ? metric.IndexOf(':', StringComparison.Ordinal) : -1;
            line.Comma().Text(colon < 0 ? $"{metric}_{scenario}" : $"{metric[..colon]}_{scenario}_{metric[(colon + 1)..]}");
        }
    }
}
