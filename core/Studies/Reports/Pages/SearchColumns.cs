using System.Text.Json;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Reports.Pages;

/// <summary>What trials of a search in batches reported on the way, and how long each took.</summary>
internal static class SearchColumns
{
    // More lines than this cannot be told apart, and would make the file large.
    private const int MostReports = 200_000;

    /// <summary>Writes <c>seconds</c> and <c>steps</c>.</summary>
    /// <param name="json">Gets them.</param>
    /// <param name="records">The trials, in any order.</param>
    /// <param name="metrics">How many metrics the study has; where they are several, each trial has a score for each.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<EndedTrial> records, int metrics)
    {
        var trials = new NumberColumn(records.Count);
        var seconds = new NumberColumn(records.Count);
        long reports = 0;
        foreach (EndedTrial record in records)
        {
            trials.Add(record.Trial);
            seconds.Add(record.Proposal.RepeatOf is null ? record.Result.Seconds : double.NaN);
            reports += record.Result.Steps.Count;
        }

        json.WriteStartObject("seconds"u8);
        Write(json, "trial", trials);
        Write(json, "values", seconds);
        if (metrics > 1)
            WriteScores(json, records, metrics);
        json.WriteEndObject();
        if (reports > 0)
            WriteSteps(json, records, reports);
    }

    private static void WriteScores(Utf8JsonWriter json, IReadOnlyList<EndedTrial> records, int metrics)
    {
        json.WriteStartArray("objectives"u8);
        for (int metric = 0; metric < metrics; metric++)
        {
            var scores = new NumberColumn(records.Count);
            foreach (EndedTrial record in records)
                scores.Add(metric < record.Result.Scores.Count ? record.Result.Scores[metric] : double.NaN);
            scores.WriteTo(json);
        }

        json.WriteEndArray();
    }

    private static void WriteSteps(Utf8JsonWriter json, IReadOnlyList<EndedTrial> records, long reports)
    {
        long every = (reports + MostReports - 1) / MostReports;
        int most = (int)Math.Min(reports, MostReports + 1024);
        NumberColumn trials = new(most), steps = new(most), values = new(most);
        foreach (EndedTrial record in records)
        {
            if (record.Trial % every != 0)
                continue;
            foreach (StepReport report in record.Result.Steps)
            {
                trials.Add(record.Trial);
                steps.Add(report.Step);
                values.Add(report.Value);
            }
        }

        json.WriteStartObject("steps"u8);
        json.WriteNumber("every"u8, every);
        Write(json, "trial", trials);
        Write(json, "step", steps);
        Write(json, "values", values);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, NumberColumn column)
    {
        json.WritePropertyName(name);
        column.WriteTo(json);
    }
}
