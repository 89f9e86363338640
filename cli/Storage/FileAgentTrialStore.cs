using System.Collections.Concurrent;
using ServerlessTuner.Core.Service.Agents;

namespace ServerlessTuner.Cli.Storage;

/// <summary>
/// The trials that agents evaluate as files: every state of those at work is a line of <c>FOLDER/open.jsonl</c>, and every outcome one of
/// <c>FOLDER/ended.jsonl</c>. Open ones stay in memory, too: the process that holds the store is the only one that writes.
/// </summary>
/// <param name="folderOf">The folder for a study.</param>
/// <param name="log">Takes a line for each file that cannot be read.</param>
public sealed class FileAgentTrialStore(Func<string, string> folderOf, Action<string> log) : IAgentTrialStore
{
    private readonly ConcurrentDictionary<string, AgentTrialShelf> studies = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<bool> AddAsync(string study, AgentTrial trial, CancellationToken cancellation) =>
        Task.FromResult(ShelfOf(study).TryPut(trial, null));

    /// <inheritdoc/>
    public Task<StoredTrial?> FindAsync(string study, long trial, CancellationToken cancellation) =>
        Task.FromResult(ShelfOf(study).Find(trial));

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredTrial>> ListOpenAsync(string study, long from, CancellationToken cancellation) =>
        Task.FromResult(ShelfOf(study).OpenFrom(from));

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(string study, AgentTrial trial, string version, CancellationToken cancellation) =>
        Task.FromResult(ShelfOf(study).TryPut(trial, version));

    /// <summary>Keeps only the trials of some studies in memory; those of others are read again when somebody asks.</summary>
    public void Keep(Predicate<string> wanted)
    {
        foreach (string study in studies.Keys.Where(study => !wanted(study)))
        {
            if (studies.TryRemove(study, out AgentTrialShelf? shelf))
                shelf.Dispose();
        }
    }

    // Making a shelf reads nothing, so that it does no harm that several threads may make one: all get the same.
    private AgentTrialShelf ShelfOf(string study) => studies.GetOrAdd(study, id => new AgentTrialShelf(folderOf(id), log));
}
