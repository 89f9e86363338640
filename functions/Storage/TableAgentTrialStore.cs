using System.Globalization;
using Azure;
using Azure.Data.Tables;
using ServerlessTuner.Core.Service.Agents;

namespace ServerlessTuner.Functions.Storage;

/// <summary>
/// The trials that agents evaluate in the table of trials, beside the ranked ones: row key <c>agent-</c> and the number. Each write names
/// the ETag that was read, so that two hosts never give the same trial to two agents.
/// </summary>
/// <param name="table">The table of trials.</param>
public sealed class TableAgentTrialStore(TableClient table) : IAgentTrialStore
{
    // A binary property takes 64 KiB and an entity 1 MiB: a trial with the most reports that are taken fills ten.
    private const int LargestPart = 60_000;

    /// <inheritdoc/>
    public async Task<bool> AddAsync(string study, AgentTrial trial, CancellationToken cancellation)
    {
        try
        {
            await table.AddEntityAsync(Write(study, trial), cancellation);
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status == 409)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<StoredTrial?> FindAsync(string study, long trial, CancellationToken cancellation)
    {
        NullableResponse<TableEntity> found = await table.GetEntityIfExistsAsync<TableEntity>(
            TableKey.Escape(study), KeyOf(trial), cancellationToken: cancellation);
        return found.HasValue ? Read(found.Value!) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredTrial>> ListOpenAsync(string study, long from, CancellationToken cancellation)
    {
        // The character after a hyphen is a full stop.
        string filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {TableKey.Escape(study)} and RowKey ge {KeyOf(from)} and RowKey lt {"agent."} and Open eq {true}");
        var found = new List<StoredTrial>();
        await foreach (TableEntity entity in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
            found.Add(Read(entity));
        return found;
    }

    /// <inheritdoc/>
    public async Task<bool> ReplaceAsync(string study, AgentTrial trial, string version, CancellationToken cancellation)
    {
        try
        {
            await table.UpdateEntityAsync(Write(study, trial), new ETag(version), TableUpdateMode.Replace, cancellation);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            return false;
        }
    }

    private static string KeyOf(long trial) => string.Create(CultureInfo.InvariantCulture, $"agent-{trial:D12}");

    private static TableEntity Write(string study, AgentTrial trial)
    {
        var entity = new TableEntity(TableKey.Escape(study), KeyOf(trial.Trial)) { ["Open"] = trial.IsOpen };
        int part = 0;
        foreach (byte[] piece in trial.ToJson().Chunk(LargestPart))
            entity[$"Json{part++}"] = piece;
        return entity;
    }

    private static StoredTrial Read(TableEntity entity)
    {
        var json = new MemoryStream();
        for (int part = 0; entity.GetBinary($"Json{part}") is { } piece; part++)
            json.Write(piece);
        return new StoredTrial(AgentTrial.FromJson(json.GetBuffer().AsSpan(0, (int)json.Length)), entity.ETag.ToString());
    }
}
