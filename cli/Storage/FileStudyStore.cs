using System.Text.Json;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Cli.Storage;

/// <summary>
/// The records of a service as files: <c>FOLDER/record.json</c> and <c>FOLDER/trials-STAGE.json</c> for each study. Records stay in
/// memory, trials only while their study is at work: the process that holds the store is the only one that writes.
/// </summary>
/// <param name="root">The folder of all studies.</param>
/// <param name="log">Takes a line for each record that cannot be read.</param>
public sealed class FileStudyStore(string root, Action<string> log) : IStudyStore, IDisposable
{
    // A study's folder is renamed before it is removed, so that a kill leaves all of it or none.
    private const string Removed = ".removed-";

    private readonly Lock gate = new();
    private readonly SemaphoreSlim disk = new(1, 1);
    private readonly Dictionary<(string Id, int Stage), SortedDictionary<int, TrialRecord>> atWork = [];
    private Dictionary<string, StudyRecord>? studies;

    /// <summary>Reads the best trials from a study's results, where their own file is damaged.</summary>
    public Func<string, CancellationToken, Task<IReadOnlyList<TrialRecord>>> Published { get; init; } =
        static (_, _) => Task.FromResult<IReadOnlyList<TrialRecord>>([]);

    /// <summary>The folder of a study. Ids differ by case, folders may not: a capital gets a plus in front.</summary>
    public string FolderOf(string id) => Path.Combine(root, string.Concat(id.Select(c => char.IsAsciiLetterUpper(c) ? $"+{c}" : $"{c}")));

    /// <inheritdoc/>
    public async Task<bool> AddAsync(StudyRecord study, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (!Studies().TryAdd(study.Id, study))
                return false;
        }

        try
        {
            await FlushAsync(study.Id, cancellation);
            return true;
        }
        catch
        {
            // Not kept, so not there: the same request may come again.
            lock (gate)
                Studies().Remove(study.Id);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task SaveAsync(StudyRecord study, CancellationToken cancellation)
    {
        Remember(study);
        return FlushAsync(study.Id, cancellation);
    }

    /// <summary>Takes a record over without writing it: readers see it at once, and never wait for a disk.</summary>
    public void Remember(StudyRecord study)
    {
        lock (gate)
            Studies()[study.Id] = study;
    }

    /// <summary>Writes the newest record of a study; nothing where it has been deleted.</summary>
    public async Task FlushAsync(string id, CancellationToken cancellation)
    {
        await disk.WaitAsync(cancellation);
        try
        {
            StudyRecord? study;
            lock (gate)
                study = Studies().GetValueOrDefault(id);
            if (study is not null)
                await WholeFile.WriteAsync(
                    RecordPath(FolderOf(id)),
                    Sealed.Seal(JsonSerializer.SerializeToUtf8Bytes(study, ServiceJson.Default.StudyRecord)),
                    cancellation);
        }
        finally
        {
            disk.Release();
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
            return Task.FromResult<IReadOnlyList<StudyRecord>>(
                [.. Studies().Values.OrderByDescending(study => study.Created).ThenBy(study => study.Id, StringComparer.Ordinal)]);
    }

    /// <inheritdoc/>
    public async Task SaveTrialsAsync(string id, IReadOnlyList<TrialRecord> trials, CancellationToken cancellation)
    {
        await disk.WaitAsync(cancellation);
        try
        {
            foreach (IGrouping<int, TrialRecord> stage in trials.GroupBy(trial => trial.Stage))
            {
                SortedDictionary<int, TrialRecord>? known;
                lock (gate)
                    known = atWork.GetValueOrDefault((id, stage.Key));
                IEnumerable<TrialRecord> before = known?.Values ?? (IEnumerable<TrialRecord>)await ReadTrialsAsync(
                    id, stage.Key, cancellation);
                var all = new SortedDictionary<int, TrialRecord>(before.ToDictionary(trial => trial.Rank));
                foreach (TrialRecord trial in stage)
                    all[trial.Rank] = trial;
                lock (gate)
                    atWork[(id, stage.Key)] = all;
                IReadOnlyList<TrialRecord> rows = [.. all.Values];
                await WholeFile.WriteAsync(
                    TrialsPath(id, stage.Key),
                    Sealed.SealList(JsonSerializer.SerializeToUtf8Bytes(rows, ServiceJson.Default.IReadOnlyListTrialRecord)),
                    cancellation);
            }
        }
        finally
        {
            disk.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TrialRecord>> ListTrialsAsync(string id, int stage, CancellationToken cancellation)
    {
        lock (gate)
        {
            // Never changed once it is here: a save puts another in its place.
            if (atWork.TryGetValue((id, stage), out SortedDictionary<int, TrialRecord>? known))
                return [.. known.Values];
        }

        return await ReadTrialsAsync(id, stage, cancellation);
    }

    /// <summary>Keeps the trials of a study on the disk only, from now on.</summary>
    public void ForgetTrials(string id)
    {
        lock (gate)
        {
            foreach ((string Id, int Stage) key in atWork.Keys.Where(key => key.Id == id).ToList())
                atWork.Remove(key);
        }
    }

    /// <summary>Removes a study with all that its folder holds.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancellation)
    {
        await disk.WaitAsync(cancellation);
        try
        {
            string removed = Path.Combine(root, $"{Removed}{Guid.NewGuid():N}");
            if (Directory.Exists(FolderOf(id)))
                Directory.Move(FolderOf(id), removed);
            lock (gate)
                Studies().Remove(id);
            ForgetTrials(id);
            if (Directory.Exists(removed))
                Directory.Delete(removed, recursive: true);
        }
        finally
        {
            disk.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => disk.Dispose();

    // Called with the gate: the first call reads all records, before there is anybody to wait.
    private Dictionary<string, StudyRecord> Studies()
    {
        if (studies is not null)
            return studies;
        studies = new Dictionary<string, StudyRecord>(StringComparer.Ordinal);
        if (Directory.Exists(root))
        {
            foreach (string folder in Directory.EnumerateDirectories(root))
            {
                if (Path.GetFileName(folder).StartsWith(Removed, StringComparison.Ordinal))
                    TryRemove(folder);
                else if (ReadRecord(folder) is { } study)
                    studies[study.Id] = study;
            }
        }

        return studies;
    }

    private StudyRecord? ReadRecord(string folder)
    {
        try
        {
            byte[] json = File.ReadAllBytes(RecordPath(folder));
            if (!Sealed.IsWhole(json))
                throw new JsonException("The checksum does not fit.");
            StudyRecord? study = JsonSerializer.Deserialize(json, ServiceJson.Default.StudyRecord);
            if (study is { Id: not null } && FolderOf(study.Id) == folder)
                return study;
            log($"{folder}: its record belongs to another folder, so the study is left out. Move the folder away.");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            // A request that was killed before its answer.
        }
        catch (Exception fault) when (
            fault is JsonException or IOException or UnauthorizedAccessException or NotSupportedException or InvalidOperationException)
        {
            log(
                $"{folder}: the record cannot be read, so the study is left out ({fault.GetType().Name}). Its results lie in 'out'; "
                    + $"sent again under the same id, the study goes on from its journal.");
        }

        return null;
    }

    private async Task<IReadOnlyList<TrialRecord>> ReadTrialsAsync(string id, int stage, CancellationToken cancellation)
    {
        string path = TrialsPath(id, stage);
        try
        {
            byte[] json = await File.ReadAllBytesAsync(path, cancellation);
            if (Sealed.IsWhole(json))
                return JsonSerializer.Deserialize(Sealed.List(json), ServiceJson.Default.IReadOnlyListTrialRecord) ?? [];
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (JsonException)
        {
            // Sealed, but no trials: as one that is damaged.
        }

        log($"{path}: damaged. The best trials are taken from the results, where the study has published them.");
        return [.. (await Published(id, cancellation)).Where(trial => trial.Stage == stage)];
    }

    private void TryRemove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log($"{folder}: cannot be removed: {fault.Message}");
        }
    }

    private static string RecordPath(string folder) => Path.Combine(folder, "record.json");

    private string TrialsPath(string id, int stage) => Path.Combine(FolderOf(id), $"trials-{stage}.json");
}
