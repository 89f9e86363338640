using System.Globalization;
using System.Text.Json;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Text;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Analysis;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>The result files that follow from the trials of a search in batches.</summary>
internal sealed class SearchTables(StudySpec spec, StudyHistory history)
{
    /// <summary>Writes <c>trials.csv</c>: every trial in the order of the numbers, how it ended, and what it reported on the way.</summary>
    /// <remarks>The last column is how long the trial took, and the only one that another run would not repeat.</remarks>
    public CsvText Trials()
    {
        CsvText text = new CsvText().Raw("trial,state"u8);
        foreach (Parameter parameter in spec.Space.Parameters)
            text.Comma().Text(parameter.Name);
        foreach (MetricSpec metric in spec.Metrics)
            text.Comma().Text(metric.Name);
        text.Raw(",steps,intermediate,source,repeat_of,failure,seconds\n"u8);
        foreach (EndedTrial record in history.Records.OrderBy(record => record.Trial))
        {
            TrialResult result = record.Result;
            string state = result.Outcome switch { TrialOutcome.Complete => "complete", TrialOutcome.Pruned => "pruned", _ => "failed" };
            text.Number(record.Trial).Comma().Text(state);
            RowCsv.AppendValues(text, spec.Space, record.Proposal.Values);
            foreach (double score in result.Scores)
                text.Comma().Number(score);
            text.Comma();
            if (result.Steps is [.., StepReport last])
                text.Number((long)last.Step);
            text.Comma().Text(string.Join(' ', result.Steps.Select(step => step.Value.ToString("R", CultureInfo.InvariantCulture))));
            text.Comma().Text(record.Proposal.Enqueued ? "enqueued" : "sampler").Comma();
            if (record.Proposal.RepeatOf is long original)
                text.Number(original);
            text.Comma().Text(result.Failure ?? string.Empty).Comma().Number(result.Seconds).EndLine();
        }

        return text;
    }

    /// <summary>Writes <c>pareto_front.csv</c>: the complete trials that no other beats in every metric, by the first metric.</summary>
    public CsvText Front()
    {
        EndedTrial[] complete = [.. history.Records.Where(record => record.Result.Outcome == TrialOutcome.Complete && record.Proposal.RepeatOf is null)];
        IReadOnlyList<int> front = ParetoFront.Of([.. complete.Select(record => (IReadOnlyList<double>)[.. record.Result.Scores.Select((score, metric) => spec.Metrics[metric].Goal.ToLoss(score))])]);
        CsvText text = new CsvText().Raw("trial"u8);
        foreach (Parameter parameter in spec.Space.Parameters)
            text.Comma().Text(parameter.Name);
        foreach (MetricSpec metric in spec.Metrics)
            text.Comma().Text(metric.Name);
        text.EndLine();
        foreach (EndedTrial record in front.Select(i => complete[i]).OrderBy(record => spec.Metrics[0].Goal.ToLoss(record.Result.Scores[0])).ThenBy(record => record.Trial))
        {
            text.Number(record.Trial);
            RowCsv.AppendValues(text, spec.Space, record.Proposal.Values);
            foreach (double score in record.Result.Scores)
                text.Comma().Number(score);
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
