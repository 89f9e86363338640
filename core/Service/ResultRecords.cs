using System.Globalization;
using System.Text;
using System.Text.Json;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Core.Service;

/// <summary>
/// Makes the records of trials from published result files, so that what is queried is what was published, on every host.
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
        string[] files = spec.Stages.Count == 1 ? ["tuning_results.csv"] : ["stage1_results.csv", "tuning_results.csv"];
        var records = new List<TrialRecord>();
        for (int i = 0; i < files.Length; i++)
        {
            await using Stream? stream = await artifacts.OpenAsync(files[i], cancellation);
            if (stream is not null)
                await ReadAsync(spec, i + 1, stream, records, cancellation);
        }

        return records;
    }

    /// <summary>The record of a trial of which only the score is known yet.</summary>
    public static TrialRecord Of(int stage, int rank, RankedTrial ranked, ParameterSet values) => new()
    {
        Stage = stage,
        Rank = rank,
        Trial = ranked.Trial,
        Score = double.IsFinite(ranked.Score) ? ranked.Score : null,
        State = double.IsNaN(ranked.Score) ? TrialState.Failed : TrialState.Complete,
        Values = ToJson(writer => values.WriteTo(writer)),
    };

    private static async Task ReadAsync(StudySpec spec, int stage, Stream stream, List<TrialRecord> records, CancellationToken cancellation)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        if (await ReadRowAsync(reader, cancellation) is not { } header)
            return;
        var parameters = spec.Space.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        // The first columns are rank, trial and the parameters; a metric may share a parameter's name.
        int trial = header.IndexOf("trial");
        for (int rank = 1; rank <= PerStage && await ReadRowAsync(reader, cancellation) is { } row; rank++)
        {
            var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
            double? score = null;
            string? failure = null;
            for (int i = trial + 1 + parameters.Count; i < header.Count && i < row.Count; i++)
            {
                if (header[i] == "failure")
                    failure = row[i].Length == 0 ? null : row[i];
                else if (double.TryParse(row[i], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
                    metrics[header[i]] = value;
                if (score is null && metrics.TryGetValue(header[i], out double found) && (header[i] == "score" || header[i].StartsWith("score_", StringComparison.Ordinal)))
                    score = found;
            }

            records.Add(new TrialRecord
            {
                Stage = stage,
                Rank = rank,
                Trial = long.Parse(row[trial], CultureInfo.InvariantCulture),
                State = failure is null ? TrialState.Complete : failure.StartsWith(SearchTables.StoppedAtStep, StringComparison.Ordinal) ? TrialState.Pruned : TrialState.Failed,
                Score = score,
                Values = ToJson(writer => WriteValues(writer, header, row, trial + 1, parameters)),
                Metrics = metrics,
                Failure = failure,
            });
        }
    }

    private static void WriteValues(Utf8JsonWriter writer, List<string> header, List<string> row, int first, Dictionary<string, Parameter> parameters)
    {
        writer.WriteStartObject();
        for (int i = first; i < first + parameters.Count; i++)
        {
            // An inactive parameter has no value.
            if (row[i].Length == 0)
                continue;
            writer.WritePropertyName(header[i]);
            if (parameters[header[i]].Distribution is CategoricalDistribution categorical && categorical.Values.FirstOrDefault(value => value.ToString() == row[i]) is { Kind: not ParameterKind.Null } exact)
                exact.WriteTo(writer);
            else if (long.TryParse(row[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer))
                writer.WriteNumberValue(integer);
            else if (double.TryParse(row[i], NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
                writer.WriteNumberValue(number);
            else
                writer.WriteStringValue(row[i]);
        }

        writer.WriteEndObject();
    }

    private static string ToJson(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            write(writer);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>One row; quoted fields may go over several lines. Null at the end.</summary>
    private static async Task<List<string>?> ReadRowAsync(StreamReader reader, CancellationToken cancellation)
    {
        if (await reader.ReadLineAsync(cancellation) is not { } line)
            return null;
        var fields = new List<string>();
        var field = new StringBuilder();
        int i = 0;
        while (true)
        {
            bool quoted = i < line.Length && line[i] == '"';
            if (quoted)
            {
                i++;
                while (true)
                {
                    if (i >= line.Length)
                    {
                        field.Append('\n');
                        line = await reader.ReadLineAsync(cancellation) ?? "\"";
                        i = 0;
                    }
                    else if (line[i] != '"')
                    {
                        field.Append(line[i++]);
                    }
                    else if (i + 1 < line.Length && line[i + 1] == '"')
                    {
                        field.Append('"');
                        i += 2;
                    }
                    else
                    {
                        i++;
                        break;
                    }
                }
            }

            while (i < line.Length && line[i] != ',')
                field.Append(line[i++]);
            fields.Add(field.ToString());
            field.Clear();
            if (i++ >= line.Length)
                return fields;
        }
    }
}
