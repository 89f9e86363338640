using System.Text.Json;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Functions.Orchestration;

/// <summary>
/// The results of a study's pieces of work, one small artifact each. A piece that is asked for twice is done once, and the study can
/// be rebuilt from them without the orchestration's history.
/// </summary>
/// <param name="artifacts">The study's artifacts.</param>
public sealed class StoredResults(IArtifactStore artifacts)
{
    private const string Folder = "work/results/";

    /// <summary>The stored result of a piece of work, or null.</summary>
    public async Task<WorkResult?> FindAsync(WorkItem item, CancellationToken cancellation)
    {
        await using Stream? stream = await artifacts.OpenAsync(NameOf(item), cancellation);
        if (stream is null)
            return null;
        StoredResult stored = (await JsonSerializer.DeserializeAsync(stream, ResultJson.Default.StoredResult, cancellation))!;
        // The same id may name other bounds, if the study was prepared anew.
        return Text(stored.Item) == Text(item) ? stored.Result : null;
    }

    /// <summary>The stored results of pieces of work, null where there is none, in their order.</summary>
    public async Task<WorkResult?[]> FindAsync(IReadOnlyList<WorkItem> items, CancellationToken cancellation)
    {
        var found = new WorkResult?[items.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellation };
        await Parallel.ForAsync(0, items.Count, options, async (i, stop) => found[i] = await FindAsync(items[i], stop));
        return found;
    }

    /// <summary>Stores a result.</summary>
    public Task SaveAsync(WorkItem item, WorkResult result, CancellationToken cancellation)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(new StoredResult(item, result), ResultJson.Default.StoredResult);
        return artifacts.PutAsync(NameOf(item), (stream, stop) => stream.WriteAsync(json, stop).AsTask(), cancellation);
    }

    private static string NameOf(WorkItem item) => $"{Folder}{Uri.EscapeDataString(item.Id)}.json";

    private static string Text(WorkItem item) => JsonSerializer.Serialize(item, ResultJson.Default.WorkItem);
}
