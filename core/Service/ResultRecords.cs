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
        for (int stage = 1; stage <= spec.Stages.Count; stage++)
        {
            using TrialTable? table = await TrialTable.OpenAsync(artifacts, spec, stage, cancellation);
            if (table is null)
                continue;
            int rank = 0;
            foreach (TrialRow row in table.Rows().Take(PerStage))
                records.Add(Of(stage, ++rank, row, table.Schema));
        }

        return records;
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
