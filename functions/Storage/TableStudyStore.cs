using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Functions.Storage;

/// <summary>Records in Table Storage: a partition for all studies, and one per study for its trials.</summary>
/// <param name="studyTable">The table of studies.</param>
/// <param name="trialTable">The table of trials.</param>
public sealed class TableStudyStore(TableClient studyTable, TableClient trialTable) : IStudyStore
{
    private const string Partition = "study";

    // A transaction takes 100 entities; a string 32,768 characters.
    private const int LargestBatch = 100;
    private const int LongestText = 30_000;

    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <inheritdoc/>
    public async Task<bool> AddAsync(StudyRecord study, CancellationToken cancellation)
    {
        try
        {
            await studyTable.AddEntityAsync(Write(study), cancellation);
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status == 409)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public Task SaveAsync(StudyRecord study, CancellationToken cancellation) =>
        studyTable.UpsertEntityAsync(Write(study), TableUpdateMode.Replace, cancellation);

    /// <inheritdoc/>
    public async Task<StudyRecord?> FindAsync(string id, CancellationToken cancellation)
    {
        NullableResponse<TableEntity> found = await studyTable.GetEntityIfExistsAsync<TableEntity>(
            Partition, TableKey.Escape(id), cancellationToken: cancellation);
        return found.HasValue ? ReadStudy(found.Value!) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StudyRecord>> ListAsync(CancellationToken cancellation)
    {
        var found = new List<StudyRecord>();
        await foreach (
            TableEntity entity in studyTable.QueryAsync<TableEntity>(
                entity => entity.PartitionKey == Partition, cancellationToken: cancellation))
            found.Add(ReadStudy(entity));
        return [.. found.OrderByDescending(study => study.Created).ThenBy(study => study.Id, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string id, CancellationToken cancellation)
    {
        // Those that agents evaluate stand in the same partition. The record goes last: until then, the call can be repeated.
        var keys = new List<TableEntity>();
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {TableKey.Escape(id)}");
        await foreach (
            TableEntity entity in trialTable.QueryAsync<TableEntity>(
                filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellation))
            keys.Add(entity);
        foreach (TableEntity[] batch in keys.Chunk(LargestBatch))
            await trialTable.SubmitTransactionAsync(
                batch.Select(entity => new TableTransactionAction(TableTransactionActionType.Delete, entity)), cancellation);
        await studyTable.DeleteEntityAsync(Partition, TableKey.Escape(id), cancellationToken: cancellation);
    }

    /// <inheritdoc/>
    public async Task SaveTrialsAsync(string id, IReadOnlyList<TrialRecord> trials, CancellationToken cancellation)
    {
        foreach (TrialRecord[] batch in trials.Chunk(LargestBatch))
            await trialTable.SubmitTransactionAsync(
                batch.Select(trial => new TableTransactionAction(TableTransactionActionType.UpsertReplace, Write(id, trial))),
                cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TrialRecord>> ListTrialsAsync(string id, int stage, CancellationToken cancellation)
    {
        // A row key is stage, hyphen, rank; the character after a hyphen is a full stop.
        string filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {TableKey.Escape(id)} and RowKey ge {$"{stage}-"} and RowKey lt {$"{stage}."}");
        var found = new List<TrialRecord>();
        await foreach (TableEntity entity in trialTable.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
            found.Add(ReadTrial(entity));
        return found;
    }

    private static TableEntity Write(StudyRecord study)
    {
        var entity = new TableEntity(Partition, TableKey.Escape(study.Id))
        {
            ["Id"] = study.Id,
            ["Name"] = study.Name,
            ["Hash"] = study.Hash,
            ["Metric"] = study.Metric,
            ["Goal"] = study.Goal.ToString(),
            ["External"] = study.IsExternal,
            ["Status"] = study.Status.ToString(),
            ["Stage"] = study.Stage,
            ["Stages"] = study.Stages,
            ["Done"] = study.Done,
            ["Total"] = study.Total,
            ["Failed"] = study.Failed,
            ["Undefined"] = study.Undefined,
            ["Pruned"] = study.Pruned,
            ["Trials"] = study.Trials,
            ["Settled"] = study.Settled,
            ["Created"] = Text(study.Created),
            ["Seconds"] = study.Seconds,
            ["StageSeconds"] = study.StageSeconds,
            ["Artifacts"] = JsonSerializer.Serialize(study.Artifacts),
        };
        Set(entity, "Error", Shorten(study.Error));
        Set(entity, "BestTrial", study.BestTrial);
        Set(entity, "SecondsPerTrial", study.SecondsPerTrial);
        Set(entity, "MegabytesPerTrial", study.MegabytesPerTrial);
        Set(entity, "BestScore", study.BestScore);
        Set(entity, "BestValues", study.BestValues);
        Set(entity, "Started", study.Started is { } started ? Text(started) : null);
        Set(entity, "Finished", study.Finished is { } finished ? Text(finished) : null);
        return entity;
    }

    private static StudyRecord ReadStudy(TableEntity entity) => new()
    {
        Id = entity.GetString("Id"),
        Name = entity.GetString("Name"),
        Hash = entity.GetString("Hash"),
        Metric = entity.GetString("Metric"),
        Goal = Enum.Parse<Goal>(entity.GetString("Goal")),
        IsExternal = entity.GetBoolean("External") ?? false,
        Status = Enum.Parse<StudyStatus>(entity.GetString("Status")),
        Error = entity.GetString("Error"),
        Stage = entity.GetInt32("Stage")!.Value,
        Stages = entity.GetInt32("Stages")!.Value,
        Done = entity.GetInt64("Done")!.Value,
        Total = entity.GetInt64("Total")!.Value,
        Failed = entity.GetInt64("Failed")!.Value,
        Pruned = entity.GetInt64("Pruned")!.Value,
        Trials = entity.GetInt64("Trials")!.Value,
        // Rows of an earlier version lack these.
        Undefined = entity.GetInt64("Undefined") ?? 0,
        Settled = entity.GetInt64("Settled") ?? 0,
        SecondsPerTrial = entity.GetDouble("SecondsPerTrial"),
        MegabytesPerTrial = entity.GetDouble("MegabytesPerTrial"),
        BestTrial = entity.GetInt64("BestTrial"),
        BestScore = entity.GetDouble("BestScore"),
        BestValues = entity.GetString("BestValues"),
        Created = Time(entity.GetString("Created"))!.Value,
        Started = Time(entity.GetString("Started")),
        Finished = Time(entity.GetString("Finished")),
        Seconds = entity.GetDouble("Seconds")!.Value,
        StageSeconds = entity.GetDouble("StageSeconds")!.Value,
        Artifacts = JsonSerializer.Deserialize<string[]>(entity.GetString("Artifacts"))!,
    };

    private static TableEntity Write(string id, TrialRecord trial)
    {
        var entity = new TableEntity(TableKey.Escape(id), trial.RowKey)
        {
            ["Stage"] = trial.Stage,
            ["Rank"] = trial.Rank,
            ["Trial"] = trial.Trial,
            ["State"] = trial.State.ToString(),
            ["Values"] = trial.Values,
            ["Metrics"] = JsonSerializer.Serialize(trial.Metrics, Json),
        };
        Set(entity, "Score", trial.Score);
        Set(entity, "Seconds", trial.Seconds);
        Set(entity, "Megabytes", trial.Megabytes);
        Set(entity, "Failure", Shorten(trial.Failure));
        return entity;
    }

    private static TrialRecord ReadTrial(TableEntity entity) => new()
    {
        Stage = entity.GetInt32("Stage")!.Value,
        Rank = entity.GetInt32("Rank")!.Value,
        Trial = entity.GetInt64("Trial")!.Value,
        State = Enum.Parse<TrialState>(entity.GetString("State")),
        Score = entity.GetDouble("Score"),
        Seconds = entity.GetDouble("Seconds"),
        Megabytes = entity.GetDouble("Megabytes"),
        Values = entity.GetString("Values"),
        Metrics = JsonSerializer.Deserialize<Dictionary<string, double>>(entity.GetString("Metrics"), Json)!,
        Failure = entity.GetString("Failure"),
    };

    // An upsert replaces the whole entity, so what is null is left out.
    private static void Set(TableEntity entity, string name, object? value)
    {
        if (value is not null)
            entity[name] = value;
    }

    private static string? Shorten(string? text) => text is { Length: > LongestText } ? text[..LongestText] + "…" : text;

    // The tables keep times to 100 ns as we do, but without their offset.
    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(string? text) => text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>Makes any text a key of a table.</summary>
public static class TableKey
{
    /// <summary>
    /// Writes what a key may not contain (<c>/ \ # ?</c>, control characters) and the tilde itself as a tilde and four hexadecimal digits.
    /// </summary>
    public static string Escape(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c is '/' or '\\' or '#' or '?' or '%' or '~' || char.IsControl(c))
                key.Append(CultureInfo.InvariantCulture, $"~{(int)c:x4}");
            else
                key.Append(c);
        }

        return key.ToString();
    }
}
