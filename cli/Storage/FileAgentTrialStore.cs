using System.Collections.Concurrent;
using System.Globalization;
using ServerlessTuner.Core.Service.Agents;

namespace ServerlessTuner.Cli.Storage;

/// <summary>
/// The trials that agents evaluate as files: <c>FOLDER/open/N.json</c>, and <c>FOLDER/ended/N.json</c> once the outcome is told. Open
/// ones stay in memory, too: the process that holds the store is the only one that writes.
/// </summary>
/// <param name="folderOf">The folder for a study.</param>
public sealed class FileAgentTrialStore(Func<string, string> folderOf) : IAgentTrialStore
{
    private readonly ConcurrentDictionary<string, Shelf> studies = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<bool> AddAsync(string study, AgentTrial trial, CancellationToken cancellation)
    {
        Shelf shelf = ShelfOf(study);
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
        Shelf shelf = ShelfOf(study);
        lock (shelf)
            return Task.FromResult(shelf.Find(trial));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredTrial>> ListOpenAsync(string study, long from, CancellationToken cancellation)
    {
        Shelf shelf = ShelfOf(study);
        lock (shelf)
            return Task.FromResult<IReadOnlyList<StoredTrial>>([.. shelf.Open.Values.Where(stored => stored.Trial.Trial >= from)]);
    }

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(string study, AgentTrial trial, string version, CancellationToken cancellation)
    {
        Shelf shelf = ShelfOf(study);
        lock (shelf)
        {
            if (shelf.Find(trial.Trial)?.Version != version)
                return Task.FromResult(false);
            shelf.Save(trial);
            return Task.FromResult(true);
        }
    }

    private Shelf ShelfOf(string study) => studies.GetOrAdd(study, id => new Shelf(folderOf(id)));

    /// <summary>The trials of one study; locked by its users.</summary>
    private sealed class Shelf
    {
        private readonly string openFolder;
        private readonly string endedFolder;

        public Shelf(string folder)
        {
            (openFolder, endedFolder) = (Path.Combine(folder, "open"), Path.Combine(folder, "ended"));
            if (!Directory.Exists(openFolder))
                return;
            foreach (string path in Directory.EnumerateFiles(openFolder, "*.json"))
            {
                byte[] json = File.ReadAllBytes(path);
                AgentTrial trial = AgentTrial.FromJson(json);
                // A process that was killed while a trial ended left both files; the outcome counts.
                if (File.Exists(PathOf(endedFolder, trial.Trial)))
                    File.Delete(path);
                else
                    Open[trial.Trial] = new StoredTrial(trial, VersionOf(json));
            }
        }

        public SortedDictionary<long, StoredTrial> Open { get; } = [];

        public StoredTrial? Find(long trial)
        {
            if (Open.TryGetValue(trial, out StoredTrial? stored))
                return stored;
            string path = PathOf(endedFolder, trial);
            if (!File.Exists(path))
                return null;
            byte[] json = File.ReadAllBytes(path);
            return new StoredTrial(AgentTrial.FromJson(json), VersionOf(json));
        }

        public void Save(AgentTrial trial)
        {
            byte[] json = trial.ToJson();
            string path = PathOf(trial.IsOpen ? openFolder : endedFolder, trial.Trial);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // A reader sees the old content or the new: so does the next process after a kill.
            File.WriteAllBytes(path + ".part", json);
            File.Move(path + ".part", path, overwrite: true);
            if (trial.IsOpen)
                Open[trial.Trial] = new StoredTrial(trial, VersionOf(json));
            else if (Open.Remove(trial.Trial))
                File.Delete(PathOf(openFolder, trial.Trial));
        }

        private static string PathOf(string folder, long trial) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{trial:D12}.json"));

        // Equal content is an equal state, so what names the content names the version.
        private static string VersionOf(byte[] json) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(json));
    }
}
