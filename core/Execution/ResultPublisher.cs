using System.Text;
using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Core.Execution;

/// <summary>One finalist: the scores of all its scenarios and the one it is ranked by.</summary>
/// <param name="Trial">The trial's number.</param>
/// <param name="Score">The ranking score.</param>
/// <param name="Scores">The score per scenario of the last stage.</param>
public sealed record Finalist(long Trial, double Score, IReadOnlyList<double> Scores);

/// <summary>Writes the result files of a finished study. The same plan gives the same bytes on every host.</summary>
public sealed class ResultPublisher(StudyExecutor executor, StudyPlan plan, IArtifactStore artifacts)
{
    private readonly StudySpec spec = plan.Spec;

    private Goal Goal => spec.Metrics[0].Goal;

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

    /// <summary>Writes <c>stage1_results.csv</c>, <c>top_k.csv</c> and <c>tuning_results.csv</c>.</summary>
    /// <param name="chunks">The names of the artifacts that hold the first stage's rows.</param>
    /// <param name="cancellation">Ends the writing; nothing half-written stays.</param>
    public async Task PublishAsync(IReadOnlyList<string> chunks, CancellationToken cancellation)
    {
        bool single = spec.Stages.Count == 1;
        List<string> best = [];
        await artifacts.PutAsync(
            single ? "tuning_results.csv" : "stage1_results.csv",
            async (stream, stop) => best = await MergeAsync(chunks, stream, stop),
            cancellation);
        if (single)
            return;
        await artifacts.PutAsync("top_k.csv", (stream, _) => WriteLinesAsync(stream, FirstStageHeader("rank,"), best.Select((line, i) => $"{i + 1},{line}")), cancellation);
        await artifacts.PutAsync("tuning_results.csv", (stream, _) => WriteLinesAsync(stream, FinalHeader(), FinalLines()), cancellation);
    }

    private async Task<List<string>> MergeAsync(IReadOnlyList<string> chunks, Stream stream, CancellationToken cancellation)
    {
        var streams = new List<Stream>();
        try
        {
            foreach (string chunk in chunks)
                streams.Add(await artifacts.OpenAsync(chunk, cancellation) ?? throw new InvalidOperationException($"The artifact '{chunk}' is missing: run the study again in a new folder."));
            var best = new List<string>();
            await WriteLinesAsync(stream, FirstStageHeader(string.Empty), Lines());
            return best;

            IEnumerable<string> Lines()
            {
                foreach (TrialRow row in TrialRow.Merge([.. streams.Select(TrialRow.Read)], Goal))
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (best.Count < plan.Kept.Count)
                        best.Add(row.Line);
                    yield return row.Line;
                }
            }
        }
        finally
        {
            foreach (Stream open in streams)
                await open.DisposeAsync();
        }
    }

    private string FirstStageHeader(string before)
    {
        var line = new StringBuilder(before);
        AppendParameters(line);
        IReadOnlyList<string> scenarios = spec.Stages[0].Scenarios;
        if (scenarios.Count > 1)
            line.Append(",score");
        foreach (string scenario in scenarios)
            AppendColumns(line, scenario, executor.WholeMetrics);
        return line.Append(",failure").ToString();
    }

    private string FinalHeader()
    {
        var line = new StringBuilder("rank,");
        AppendParameters(line);
        line.Append(",score");
        foreach (string scenario in spec.Stages[1].Scenarios)
            AppendColumns(line, scenario, FinalMetrics);
        return line.ToString();
    }

    private int FinalMetrics => spec.PerSymbol ? executor.Metrics.Count : executor.WholeMetrics;

    private IEnumerable<string> FinalLines()
    {
        int rank = 0;
        foreach (Finalist finalist in Finalists())
        {
            var line = new StringBuilder().Append(++rank).Append(',');
            executor.AppendTrial(line, finalist.Trial, executor.Values(finalist.Trial));
            line.Append(',');
            CsvText.Append(line, finalist.Score);
            for (int s = 0; s < finalist.Scores.Count; s++)
            {
                double[] metrics = [.. plan.Candidate(finalist.Trial, spec.Stages[1].Scenarios[s]).Metrics];
                StudyExecutor.AppendMetrics(line, finalist.Scores[s], metrics.AsSpan(0, FinalMetrics));
            }

            yield return line.ToString();
        }
    }

    private void AppendParameters(StringBuilder line)
    {
        line.Append("trial");
        foreach (string name in spec.Space.Parameters.Select(parameter => parameter.Name))
        {
            line.Append(',');
            CsvText.Append(line, name);
        }
    }

    // trades:EURUSD under B becomes trades_B_EURUSD.
    private void AppendColumns(StringBuilder line, string scenario, int metrics)
    {
        line.Append(",score_").Append(scenario);
        foreach (string metric in executor.Metrics.Take(metrics))
        {
            int colon = metric.IndexOf(':', StringComparison.Ordinal);
            line.Append(',');
            CsvText.Append(line, colon < 0 ? $"{metric}_{scenario}" : $"{metric[..colon]}_{scenario}_{metric[(colon + 1)..]}");
        }
    }

    private static async Task WriteLinesAsync(Stream stream, string header, IEnumerable<string> lines)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
        writer.NewLine = "\n";
        // Synchronous on purpose: a million awaited lines cost more than the lines.
        writer.WriteLine(header);
        foreach (string line in lines)
            writer.WriteLine(line);
    }
}
