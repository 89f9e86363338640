using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Models;
using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Functions.Storage;

/// <summary>Registered models: a partition of a table for the history of each, a row for each entry, and blobs for their files.</summary>
/// <param name="table">The table of models.</param>
/// <param name="files">The files of all versions.</param>
public sealed class TableModelStore(TableClient table, IArtifactStore files) : IModelStore
{
    // A binary property takes 64 KiB and an entity 1 MiB.
    private const int LargestPart = 60_000;

    /// <inheritdoc/>
    public IArtifactStore Files => files;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation)
    {
        string filter = TableClient.CreateQueryFilter($"RowKey eq {KeyOf(1)}");
        var names = new List<string>();
        await foreach (
            TableEntity entity in table.QueryAsync<TableEntity>(
                filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellation))
            names.Add(entity.PartitionKey);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ModelEvent>> ReadAsync(string name, CancellationToken cancellation)
    {
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {ModelNames.Check(name)}");
        var history = new List<ModelEvent>();
        await foreach (TableEntity entity in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
            history.Add(Read(entity));
        return history;
    }

    /// <inheritdoc/>
    public async Task<bool> TryAppendAsync(string name, ModelEvent entry, CancellationToken cancellation)
    {
        var entity = new TableEntity(ModelNames.Check(name), KeyOf(entry.Number));
        int part = 0;
        foreach (byte[] piece in JsonSerializer.SerializeToUtf8Bytes(entry, ServiceJson.Default.ModelEvent).Chunk(LargestPart))
            entity[$"Json{part++}"] = piece;
        // Without a gap: a row is never removed, so the one before is there for good.
        if (entry.Number > 1
            && !(await table.GetEntityIfExistsAsync<TableEntity>(name, KeyOf(entry.Number - 1), ["RowKey"], cancellation)).HasValue)
            return false;
        try
        {
            await table.AddEntityAsync(entity, cancellation);
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status == 409)
        {
            return false;
        }
    }

    private static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"event-{number:D10}");

    private static ModelEvent Read(TableEntity entity)
    {
        var json = new MemoryStream();
        for (int part = 0; entity.GetBinary($"Json{part}") is { } piece; part++)
            json.Write(piece);
        return JsonSerializer.Deserialize(json.GetBuffer().AsSpan(0, (int)json.Length), ServiceJson.Default.ModelEvent)!;
    }
}
