using System.Collections.Concurrent;
using ServerlessTuner.Core.Service.Agents;

namespace ServerlessTuner.Cli.Storage;

/// <summary>
/// The trials that agents evaluate as files: <c>FOLDER/open/N.json</c>, and <c>FOLDER/ended/N.json</c> once the outcome is told. Open
/// ones stay in memory, too: the process that holds the store is the only one that writes.
/// </summary>
/// <param name="folderOf">The folder for a study.</param>
/// <param name="log">Takes a line for each file that cannot be read.</param>
public sealed class FileAgentTrialStore(Func<string, string> folderOf, Action<string> log) : IAgentTrialStore
{
    private readonly ConcurrentDictionary<string, AgentTrialShelf> studies = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<bool> AddAsync(string study, AgentTrial trial, CancellationToken cancellation)
    {
        AgentTrialShelf shelf = ShelfOf(study);
        lock (shelf)
        {
            if (shelf.Find(trial.Trial) is not null)
                return Task.FromResult(false);
            shelf.Save(trial);
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task<StoredTrial?> FindAsync(string study, long trial, CancellationToken cancellation)
    {
        AgentTrialShelf shelf = ShelfOf(study);
        lock (shelf)
            return Task.FromResult(shelf.Find(trial));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredTrial>> ListOpenAsync(string study, long from, CancellationToken cancellation)
    {
        AgentTrialShelf shelf = ShelfOf(study);
        lock (shelf)
            return Task.FromResult<IReadOnlyList<StoredTrial>>([.. shelf.OpenFrom(from)]);
    }

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(string study, AgentTrial trial, string version, CancellationToken cancellation)
    {
        AgentTrialShelf shelf = ShelfOf(study);
        lock (shelf)
        {
            if (shelf.Find(trial.Trial)?.Version != version)
                return Task.FromResult(false);
            shelf.Save(trial);
            return Task.FromResult(true);
        }
    }

    /// <summary>Keeps only the trials of some studies in memory; those of others are read again when somebody asks.</summary>
    public void Keep(Predicate<string> wanted)
    {
        foreach (string study in studies.Keys.Where(study => !wanted(study)))
            studies.TryRemove(study, out _);
    }

    // Making a shelf reads nothing, so that it does no harm that several threads may make one: all get the same.
    private AgentTrialShelf ShelfOf(string study) => studies.GetOrAdd(study, id => new AgentTrialShelf(folderOf(id), log));
}
