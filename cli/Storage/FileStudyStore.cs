using System.Text.Json;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Cli.Storage;

/// <summary>
/// The records of a service as files: <c>FOLDER/record.json</c> and <c>FOLDER/trials-STAGE.json</c> for each study. What was read
/// once stays in memory: the process that holds the store is the only one that writes.
/// </summary>
/// <param name="root">The folder of all studies.</param>
public sealed class FileStudyStore(string root) : IStudyStore
{
    private readonly Lock gate = new();
    private readonly Lock disk = new();
    private readonly Dictionary<(string Id, int Stage), SortedDictionary<int, TrialRecord>> trials = [];
    private Dictionary<string, StudyRecord>? studies;

    /// <summary>The folder of a study. Ids differ by case, folders may not: a capital gets a plus in front.</summary>
    public string FolderOf(string id) => Path.Combine(root, string.Concat(id.Select(c => char.IsAsciiLetterUpper(c) ? $"+{c}" : $"{c}")));

    /// <inheritdoc/>
    public Task<bool> AddAsync(StudyRecord study, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (!Studies().TryAdd(study.Id, study))
                return Task.FromResult(false);
        }

        Flush(study.Id);
        return Task.FromResult(true);
    }

    /// <inheritdoc/>
    public Task SaveAsync(StudyRecord study, CancellationToken cancellation)
    {
        Remember(study);
        Flush(study.Id);
        return Task.CompletedTask;
    }

    /// <summary>Takes a record over without writing it: readers see it at once, and never wait for a disk.</summary>
    public void Remember(StudyRecord study)
    {
        lock (gate)
            Studies()[study.Id] = study;
    }

    /// <summary>Writes the newest record of a study.</summary>
    public void Flush(string id)
    {
        lock (disk)
        {
            StudyRecord study;
            lock (gate)
                study = Studies()[id];
            Write(Path.Combine(FolderOf(id), "record.json"), JsonSerializer.SerializeToUtf8Bytes(study, ServiceJson.Default.StudyRecord));
        }
    }

    /// <inheritdoc/>
    public Task<StudyRecord?> FindAsync(string id, CancellationToken cancellation)
    {
        lock (gate)
            return Task.FromResult(Studies().GetValueOrDefault(id));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StudyRecord>> ListAsync(CancellationToken cancellation)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<StudyRecord>>([.. Studies().Values.OrderByDescending(study => study.Created).ThenBy(study => study.Id, StringComparer.Ordinal)]);
    }

    /// <inheritdoc/>
    public Task SaveTrialsAsync(string id, IReadOnlyList<TrialRecord> trials, CancellationToken cancellation)
    {
        lock (disk)
        {
            foreach (IGrouping<int, TrialRecord> stage in trials.GroupBy(trial => trial.Stage))
            {
                IReadOnlyList<TrialRecord> all;
                lock (gate)
                {
                    SortedDictionary<int, TrialRecord> known = Trials(id, stage.Key);
                    foreach (TrialRecord trial in stage)
                        known[trial.Rank] = trial;
                    all = [.. known.Values];
                }

                Write(TrialsPath(id, stage.Key), JsonSerializer.SerializeToUtf8Bytes(all, ServiceJson.Default.IReadOnlyListTrialRecord));
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TrialRecord>> ListTrialsAsync(string id, int stage, CancellationToken cancellation)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<TrialRecord>>([.. Trials(id, stage).Values]);
    }

    private Dictionary<string, StudyRecord> Studies()
    {
        if (studies is not null)
            return studies;
        studies = new Dictionary<string, StudyRecord>(StringComparer.Ordinal);
        if (Directory.Exists(root))
        {
            foreach (string folder in Directory.EnumerateDirectories(root))
            {
                string path = Path.Combine(folder, "record.json");
                if (File.Exists(path) && JsonSerializer.Deserialize(File.ReadAllBytes(path), ServiceJson.Default.StudyRecord) is { } study)
                    studies[study.Id] = study;
            }
        }

        return studies;
    }

    private SortedDictionary<int, TrialRecord> Trials(string id, int stage)
    {
        if (trials.TryGetValue((id, stage), out SortedDictionary<int, TrialRecord>? known))
            return known;
        string path = TrialsPath(id, stage);
        IReadOnlyList<TrialRecord> saved = File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ServiceJson.Default.IReadOnlyListTrialRecord)! : [];
        return trials[(id, stage)] = new SortedDictionary<int, TrialRecord>(saved.ToDictionary(trial => trial.Rank));
    }

    private string TrialsPath(string id, int stage) => Path.Combine(FolderOf(id), $"trials-{stage}.json");

    // A reader sees the old content or the new: so does the next process after a kill.
    private static void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path + ".part", content);
        File.Move(path + ".part", path, overwrite: true);
    }
}
