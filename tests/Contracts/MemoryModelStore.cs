using ServerlessTuner.Core.Service.Models;
using ServerlessTuner.Core.Studies.Execution;

namespace ServerlessTuner.Contracts;

/// <summary>Registered models in memory.</summary>
internal sealed class MemoryModelStore : IModelStore
{
    private readonly SortedDictionary<string, List<ModelEvent>> histories = new(StringComparer.Ordinal);

    public IArtifactStore Files { get; } = new MemoryArtifactStore();

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation)
    {
        lock (histories)
            return Task.FromResult<IReadOnlyList<string>>([.. histories.Keys]);
    }

    public Task<IReadOnlyList<ModelEvent>> ReadAsync(string name, CancellationToken cancellation)
    {
        lock (histories)
            return Task.FromResult<IReadOnlyList<ModelEvent>>(histories.TryGetValue(name, out List<ModelEvent>? history) ? [.. history] : []);
    }

    public Task<bool> TryAppendAsync(string name, ModelEvent entry, CancellationToken cancellation)
    {
        lock (histories)
        {
            if (!histories.TryGetValue(name, out List<ModelEvent>? history))
                history = [];
            if (history.Count != entry.Number - 1)
                return Task.FromResult(false);
            history.Add(entry);
            histories[name] = history;
            return Task.FromResult(true);
        }
    }
}
