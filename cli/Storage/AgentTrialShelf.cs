using System.Text.Json;
using ServerlessTuner.Core.Service.Agents;

namespace ServerlessTuner.Cli.Storage;

/// <summary>
/// The trials of one study. Every change is a line that is appended to a file, because a file for each trial would take a hundred times
/// as long. It reads its files when it is first used, and again where that failed. Safe for several threads.
/// </summary>
internal sealed class AgentTrialShelf(string folder, Action<string> log) : IDisposable
{
    // What has been overtaken is left out once the file is so large, and so many times what still counts.
    private const long SmallFile = 4 << 20;
    private const int MostWaste = 4;

    private readonly string openPath = Path.Combine(folder, "open.jsonl");
    private readonly Lock gate = new();
    private readonly SortedList<long, StoredTrial> open = [];
    private readonly Dictionary<long, long> ended = [];
    private SealedLines? openLines;
    private SealedLines? endedLines;
    private long afterTidying;
    private long versions;

    /// <summary>The trials whose outcome is still to be told, by ascending number.</summary>
    public IReadOnlyList<StoredTrial> OpenFrom(long first)
    {
        lock (gate)
        {
            Read();
            int start = 0;
            while (start < open.Count && open.GetKeyAtIndex(start) < first)
                start++;
            var found = new StoredTrial[open.Count - start];
            for (int i = 0; i < found.Length; i++)
                found[i] = open.GetValueAtIndex(start + i);
            return found;
        }
    }

    /// <summary>The trial with a number, or null.</summary>
    public StoredTrial? Find(long trial)
    {
        lock (gate)
        {
            Read();
            return open.TryGetValue(trial, out StoredTrial? stored) ? stored
                : FindEnded(trial) is { } told ? new StoredTrial(told, string.Empty)
                : null;
        }
    }

    /// <summary>
    /// Puts a trial in the place of an open one, or a new one where there is none; when this returns, it survives a kill.
    /// </summary>
    /// <param name="trial">The trial.</param>
    /// <param name="version">The version of the trial that it replaces, or null for a new one.</param>
    /// <returns>False, and nothing is changed, where another call was faster.</returns>
    public bool TryPut(AgentTrial trial, string? version)
    {
        byte[] json = trial.ToJson();
        lock (gate)
        {
            Read();
            if (open.GetValueOrDefault(trial.Trial)?.Version != version || (version is null && FindEnded(trial.Trial) is not null))
                return false;
            if (trial.IsOpen)
            {
                openLines!.Append(json);
                open[trial.Trial] = Stored(trial);
            }
            else
            {
                // Its lines in the other file stay until that is tidied: the outcome counts.
                ended[trial.Trial] = endedLines!.Append(json);
                open.Remove(trial.Trial);
            }

            Tidy();
            return true;
        }
    }

    /// <summary>Lets go of the files; whoever asks again reads them again.</summary>
    public void Dispose()
    {
        lock (gate)
            Close();
    }

    // Called with the gate, as all that follows.
    private void Read()
    {
        if (openLines is not null)
            return;
        open.Clear();
        ended.Clear();
        try
        {
            endedLines = SealedLines.Open(
                Path.Combine(folder, "ended.jsonl"),
                (json, number, offset) =>
                {
                    if (Load(json, "ended.jsonl", number) is { IsOpen: false } trial)
                        ended[trial.Trial] = offset;
                });
            openLines = SealedLines.Open(
                openPath,
                (json, number, _) =>
                {
                    if (Load(json, "open.jsonl", number) is { IsOpen: true } trial && !ended.ContainsKey(trial.Trial))
                        open[trial.Trial] = Stored(trial);
                });
            afterTidying = 0;
        }
        catch
        {
            Close();
            throw;
        }
    }

    private AgentTrial? FindEnded(long number)
    {
        if (!ended.TryGetValue(number, out long offset))
            return null;
        if (endedLines!.ReadAt(offset) is { } json && AgentTrial.FromJson(json) is var trial && trial.Trial == number)
            return trial;
        Damaged("ended.jsonl", $"the line of trial {number}");
        ended.Remove(number);
        return null;
    }

    // A damaged line counts as never written: the trial is as it was before, or is offered again by the plan.
    private AgentTrial? Load(ReadOnlySpan<byte> json, string file, int number)
    {
        try
        {
            if (!json.IsEmpty)
                return AgentTrial.FromJson(json);
        }
        catch (Exception fault) when (
            fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or InvalidCastException)
        {
            // Sealed, but no trial: as one that is damaged.
        }

        Damaged(file, $"line {number}");
        return null;
    }

    private void Damaged(string file, string place) =>
        log(
            $"{Path.Combine(folder, file)}: {place} is damaged and left out. Its trial is given to an agent again, unless its outcome is "
                + $"known.");

    private void Tidy()
    {
        if (openLines!.Length < SmallFile || openLines.Length < MostWaste * afterTidying)
            return;
        string part = openPath + ".part";
        File.Delete(part);
        SealedLines tidy = SealedLines.Open(part, static (_, _, _) => { });
        try
        {
            foreach (StoredTrial stored in open.Values)
                tidy.Append(stored.Trial.ToJson());
            File.Move(part, openPath, overwrite: true);
        }
        catch
        {
            tidy.Dispose();
            throw;
        }

        openLines.Dispose();
        openLines = tidy;
        afterTidying = tidy.Length;
    }

    private void Close()
    {
        openLines?.Dispose();
        endedLines?.Dispose();
        (openLines, endedLines) = (null, null);
    }

    // A version names a state within this process; what has ended never changes.
    private StoredTrial Stored(AgentTrial trial) => new(trial, $"{++versions}");
}
