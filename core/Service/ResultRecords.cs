using System.Globalization;
using System.Text;
using System.Text.Json;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Core.Service;

/// <summary>
/// Makes the records of trials from published rows, so that what is queried is what was published, on every host.
/// </summary>
public static class ResultRecords
{
    /// <summary>How many trials of a stage go on record: enough to look at; all of them stand in the result files.</summary>
    public const int PerStage = 1000;

    /// <summary>The best trials of each stage, by stage and rank.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="artifacts">Its artifacts; a missing file gives no records.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<IReadOnlyList<TrialRecord>> ReadAsync(StudySpec spec, IArtifactStore artifacts, CancellationToken cancellation)
    {
        var records = new List<TrialRecord>();
        Dictionary<long, (double Seconds, double? Megabytes)> costs = await CostsAsync(artifacts, cancellation);
        for (int stage = 1; stage <= spec.Stages.Count; stage++)
        {
            using TrialTable? table = await TrialTable.OpenAsync(artifacts, spec, stage, cancellation);
            if (table is null)
                continue;
            int rank = 0;
            foreach (TrialRow row in table.Rows().Take(PerStage))
            {
                TrialRecord record = Of(stage, ++rank, row, table.Schema);
                records.Add(
                    stage == 1 && costs.TryGetValue(row.Trial, out (double Seconds, double? Megabytes) cost)
                        ? record with { Seconds = cost.Seconds, Megabytes = cost.Megabytes }
                        : record);
            }
        }

        return records;
    }

    // By trial what trial_seconds.csv says; empty where the trials of a study were not timed one by one.
    private static async Task<Dictionary<long, (double Seconds, double? Megabytes)>> CostsAsync(
        IArtifactStore artifacts, CancellationToken cancellation)
    {
        var costs = new Dictionary<long, (double Seconds, double? Megabytes)>();
        await using Stream? stream = await artifacts.OpenAsync("trial_seconds.csv", cancellation);
        if (stream is null)
            return costs;
        using var reader = new StreamReader(stream);
        await reader.ReadLineAsync(cancellation);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            string[] cells = line.Split(',');
            // What is damaged here is no result; it is left out.
            if (cells.Length >= 2
                && long.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out long trial)
                && double.TryParse(cells[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
                costs[trial] = (
                    seconds,
                    cells.Length > 2 && double.TryParse(cells[2], NumberStyles.Float, CultureInfo.InvariantCulture, out double megabytes)
                        ? megabytes
                        : null);
        }

        return costs;
    }

    /// <summary>The record of a trial of which only the score is known yet.</summary>
    public static TrialRecord Of(int stage, int rank, RankedTrial ranked, ParameterSet values) => new()
    {
        Stage = stage,
        Rank = rank,
        Trial = ranked.Trial,
        Score = Finite(ranked.Score),
        State = double.IsNaN(ranked.Score) ? TrialState.Failed : TrialState.Complete,
        Values = ToJson(values),
    };

    private static TrialRecord Of(int stage, int rank, TrialRow row, RowSchema schema)
    {
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        if (schema.HasOwnScore && double.IsFinite(row.Score))
            metrics["score"] = row.Score;
        for (int i = 0; i < row.Numbers.Count; i++)
        {
            if (double.IsFinite(row.Numbers[i]))
                metrics[schema.Numbers[i]] = row.Numbers[i];
        }

        return new TrialRecord
        {
            Stage = stage,
            Rank = rank,
            Trial = row.Trial,
            State = StateOf(row.State),
            Score = Finite(row.Score),
            Values = ToJson(row.Values),
            Metrics = metrics,
            Failure = row.Failure,
        };
    }

    private static double? Finite(double score) => double.IsFinite(score) ? score : null;

    private static string ToJson(ParameterSet values)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            values.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>How a trial's end is called in records.</summary>
    internal static TrialState StateOf(TrialOutcome outcome) => outcome switch
    {
        TrialOutcome.Complete => TrialState.Complete,
        TrialOutcome.Pruned => TrialState.Pruned,
        TrialOutcome.Undefined => TrialState.Undefined,
        _ => TrialState.Failed,
    };
}
