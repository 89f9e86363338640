using System.Globalization;
using System.Text;
using System.Text.Json;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Analysis;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>The result files that follow from the trials of a search in batches.</summary>
/// <param name="spec">The study.</param>
/// <param name="metrics">The names of the objective's metrics.</param>
/// <param name="history">The trials.</param>
internal sealed class SearchTables(StudySpec spec, IReadOnlyList<string> metrics, StudyHistory history)
{
    private readonly TrialScorer[] scorers = [
        .. spec.Metrics.Select((_, metric) => new TrialScorer(spec, metrics, spec.Stages[0].Scenarios, metric))
    ];

    // With several metrics each has a score of its own, which is another number only where the low-trade rule holds.
    private IReadOnlyList<string> ScoreNames => spec.Metrics.Count == 1
        ? ["score"]
        : spec.Score.MinTrades > 0 ? [.. spec.Metrics.Select(metric => $"score_{metric.Name}")] : [];

    /// <summary>
    /// Writes <c>trials.csv</c>: every trial in the order of the numbers, how it ended, its score and the metric behind it, and what it
    /// reported on the way, as <c>step:value</c>.
    /// </summary>
    public CsvText Trials()
    {
        CsvText text = new CsvText().Raw("trial,state"u8);
        foreach (Parameter parameter in spec.Space.Parameters)
            text.Comma().Text(parameter.Name);
        foreach (string name in ScoreNames.Concat(spec.Metrics.Select(metric => metric.Name)))
            text.Comma().Text(name);
        text.Raw(",steps,intermediate,source,repeat_of,failure\n"u8);
        foreach (EndedTrial record in history.Records.OrderBy(record => record.Trial))
        {
            TrialResult result = record.Result;
            text.Number(record.Trial).Comma().Text(result.Outcome.Name());
            RowCsv.AppendValues(text, spec.Space, record.Proposal.Values);
            AppendScores(text, result);
            text.Comma();
            if (result.Steps is [.., StepReport last])
                text.Number((long)last.Step);
            text.Comma().Raw(Encoding.ASCII.GetBytes(string.Join(' ', result.Steps.Select(Reported))));
            text.Comma().Text(record.Proposal.Enqueued ? "enqueued" : "sampler").Comma();
            if (record.Proposal.RepeatOf is long original)
                text.Number(original);
            text.Comma().Text(result.Failure ?? string.Empty).EndLine();
        }

        return text;
    }

    /// <summary>
    /// Writes <c>trial_seconds.csv</c>: how long each trial took, and where it is measured the megabytes that it allocated, which another
    /// run
    /// would not repeat.
    /// </summary>
    public CsvText Seconds()
    {
        bool measured = history.Records.Any(record => record.Result.Bytes is not null);
        CsvText text = new CsvText().Raw(measured ? "trial,seconds,allocated_mb\n"u8 : "trial,seconds\n"u8);
        foreach (EndedTrial record in history.Records.OrderBy(record => record.Trial))
        {
            text.Number(record.Trial).Comma().Number(record.Result.Seconds);
            if (measured)
                text.Comma().Number((record.Result.Bytes ?? 0) / 1e6);
            text.EndLine();
        }

        return text;
    }

    /// <summary>The value of a metric of the study as the objective gave it, before the low-trade rule; NaN where there is none.</summary>
    public double Value(TrialResult result, int metric) =>
        result.Metrics.Count >= metrics.Count ? scorers[metric].Value([.. result.Metrics.Take(metrics.Count)]) : double.NaN;

    /// <summary>The scores of a complete trial as losses, one per metric.</summary>
    public static IReadOnlyList<double> Losses(StudySpec spec, EndedTrial trial) =>
        [.. trial.Result.Scores.Select((score, metric) => spec.Metrics[metric].Goal.ToLoss(score))];

    private static string Reported(StepReport step) => string.Create(CultureInfo.InvariantCulture, $"{step.Step}:{step.Value:R}");

    private void AppendScores(CsvText text, TrialResult result)
    {
        for (int score = 0; score < ScoreNames.Count; score++)
            text.Comma().Number(result.Scores[score]);
        for (int metric = 0; metric < spec.Metrics.Count; metric++)
            text.Comma().Number(Value(result, metric));
    }

    /// <summary>Writes <c>pareto_front.csv</c>: the complete trials that no other beats in every metric, by the first metric.</summary>
    public CsvText Front()
    {
        EndedTrial[] complete = [
            .. history.Records.Where(record => record.Result.Outcome == TrialOutcome.Complete && record.Proposal.RepeatOf is null)
        ];
        IReadOnlyList<int> front = ParetoFront.Of([.. complete.Select(record => Losses(spec, record))]);
        CsvText text = new CsvText().Raw("trial"u8);
        foreach (Parameter parameter in spec.Space.Parameters)
            text.Comma().Text(parameter.Name);
        foreach (string name in ScoreNames.Concat(spec.Metrics.Select(metric => metric.Name)))
            text.Comma().Text(name);
        text.EndLine();
        foreach (
            EndedTrial record in front.Select(i => complete[i]).OrderBy(
                record => spec.Metrics[0].Goal.ToLoss(record.Result.Scores[0])).ThenBy(record => record.Trial))
        {
            text.Number(record.Trial);
            RowCsv.AppendValues(text, spec.Space, record.Proposal.Values);
            AppendScores(text, record.Result);
            text.EndLine();
        }

        return text;
    }

    /// <summary>Writes <c>best_trial.json</c>, in the form that <c>--enqueue</c> takes.</summary>
    public static void WriteBest(Stream stream, StudySpec spec, RankedTrial best, ParameterSet values)
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        writer.WriteStartObject();
        writer.WriteString("study", spec.Name);
        writer.WriteNumber("trial", best.Trial);
        writer.WriteNumber("score", best.Score);
        writer.WritePropertyName("parameters");
        values.WriteTo(writer);
        writer.WriteEndObject();
    }
}
