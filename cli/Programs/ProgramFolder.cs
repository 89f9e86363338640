using System.Globalization;

namespace ServerlessTuner.Cli.Programs;

/// <summary>The files of programs below one folder: logs, values, saved files, and which processes run.</summary>
internal sealed class ProgramFolder(string root)
{
    private const string Marks = "running";

    /// <summary>The log of a trial, as results name it.</summary>
    public static string LogName(long trial) => string.Create(CultureInfo.InvariantCulture, $"logs/trial-{trial}.log");

    /// <summary>The folder of the files that a trial saved, as results name it.</summary>
    public static string FilesName(long trial) => string.Create(CultureInfo.InvariantCulture, $"files/trial-{trial}");

    /// <summary>The log of a trial.</summary>
    public string LogOf(long trial) => Path.Combine(root, LogName(trial));

    /// <summary>Where the files go that a trial saves.</summary>
    public string FilesOf(long trial) => Path.Combine(root, FilesName(trial));

    /// <summary>Writes the values of a trial for its program.</summary>
    /// <returns>The file.</returns>
    public string WriteValues(long trial, string json)
    {
        string path = Path.Combine(root, Marks, string.Create(CultureInfo.InvariantCulture, $"trial-{trial}.json"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, json);
        return path;
    }

    /// <summary>Notes which process runs a trial, so that the next run here finds it if this one is killed.</summary>
    public void Note(long trial, string? mark)
    {
        if (mark is not null)
            File.WriteAllText(MarkOf(trial), mark);
    }

    /// <summary>Forgets the process and the values of a trial.</summary>
    public void Forget(long trial)
    {
        File.Delete(MarkOf(trial));
        File.Delete(Path.ChangeExtension(MarkOf(trial), ".json"));
    }

    /// <summary>Ends the programs that a run which was killed left behind; they would work beside the new ones.</summary>
    /// <returns>How many were ended.</returns>
    public int EndLeftovers()
    {
        string folder = Path.Combine(root, Marks);
        if (!Directory.Exists(folder))
            return 0;
        int ended = 0;
        foreach (string path in Directory.EnumerateFiles(folder))
        {
            if (path.EndsWith(".pid", StringComparison.Ordinal) && ProcessGroup.KillMarked(File.ReadAllText(path)))
                ended++;
            File.Delete(path);
        }

        return ended;
    }

    private string MarkOf(long trial) => Path.Combine(root, Marks, string.Create(CultureInfo.InvariantCulture, $"trial-{trial}.pid"));
}
