using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using ServerlessTuner.Core.Service.Agents;

namespace ServerlessTuner.Cli.Storage;

/// <summary>The trials of one study. Locked by its users; it reads its folder when it is first used, and again where that failed.</summary>
internal sealed class AgentTrialShelf(string folder, Action<string> log)
{
    private readonly string openFolder = Path.Combine(folder, "open");
    private readonly string endedFolder = Path.Combine(folder, "ended");
    private readonly SortedDictionary<long, StoredTrial> open = [];
    private bool isRead;

    /// <summary>The trials whose outcome is still to be told, by ascending number.</summary>
    public IEnumerable<StoredTrial> OpenFrom(long first)
    {
        Read();
        return open.Values.Where(stored => stored.Trial.Trial >= first);
    }

    /// <summary>The trial with a number, or null.</summary>
    public StoredTrial? Find(long trial)
    {
        Read();
        return open.TryGetValue(trial, out StoredTrial? stored) ? stored : TryLoad(PathOf(endedFolder, trial));
    }

    /// <summary>Keeps a trial; when this returns, it survives a kill.</summary>
    public void Save(AgentTrial trial)
    {
        Read();
        byte[] json = trial.ToJson();
        string path = PathOf(trial.IsOpen ? openFolder : endedFolder, trial.Trial);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path + ".part", json);
        File.Move(path + ".part", path, overwrite: true);
        if (trial.IsOpen)
            open[trial.Trial] = new StoredTrial(trial, VersionOf(json));
        else if (open.Remove(trial.Trial))
            File.Delete(PathOf(openFolder, trial.Trial));
    }

    private void Read()
    {
        if (isRead)
            return;
        open.Clear();
        if (Directory.Exists(openFolder))
        {
            foreach (string path in Directory.GetFiles(openFolder, "*.json"))
            {
                if (TryLoad(path) is not { } stored)
                    continue;
                // A process that was killed while a trial ended left both files; the outcome counts.
                if (stored.Trial.IsOpen && !File.Exists(PathOf(endedFolder, stored.Trial.Trial)))
                    open[stored.Trial.Trial] = stored;
                else
                    File.Delete(path);
            }
        }

        isRead = true;
    }

    // One that is gone or damaged counts as never offered: the plan offers it again.
    private StoredTrial? TryLoad(string path)
    {
        try
        {
            byte[] json = File.ReadAllBytes(path);
            return new StoredTrial(AgentTrial.FromJson(json), VersionOf(json));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception fault) when (
            fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or InvalidCastException)
        {
            log($"{path}: damaged, and set aside as {Path.GetFileName(path)}.damaged. The trial is given to an agent again.");
            File.Move(path, path + ".damaged", overwrite: true);
            return null;
        }
    }

    private static string PathOf(string folder, long trial) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{trial:D12}.json"));

    // Equal content is an equal state, so what names the content names the version.
    private static string VersionOf(byte[] json) => Convert.ToHexStringLower(SHA256.HashData(json));
}
