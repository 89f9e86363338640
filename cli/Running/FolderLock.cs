using System.Diagnostics;
using System.Globalization;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Cli.Running;

/// <summary>Keeps a second run off an output folder. The operating system lets go of it when the process ends, however it ends.</summary>
/// <remarks>
/// Some network file systems grant a lock to everybody. There the owner's name tells: each run writes its own, and looks now and then
/// whether it still stands there.
/// </remarks>
public sealed class FolderLock : IDisposable
{
    private static readonly TimeSpan CheckPeriod = TimeSpan.FromSeconds(1);

    private readonly FileStream file;
    private readonly string folder;
    private readonly string name;
    private long lastCheck = Stopwatch.GetTimestamp();

    private FolderLock(FileStream file, string folder, string name) => (this.file, this.folder, this.name) = (file, folder, name);

    /// <summary>Takes the lock.</summary>
    /// <exception cref="InvalidInputException">Another run has it; the message names that run. Or the folder cannot be written.</exception>
    public static FolderLock Take(string folder)
    {
        string owner = Path.Combine(folder, "run.owner");
        FileStream taken;
        try
        {
            Directory.CreateDirectory(folder);
            taken = new FileStream(Path.Combine(folder, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                "--out", $"The folder '{folder}' cannot be written.", "Choose another, or change its permissions.");
        }
        catch (IOException fault) when (IsInUse(fault) && File.Exists(owner))
        {
            throw new InvalidInputException(
                "--out",
                $"The folder '{folder}' is in use by {NameIn(File.ReadAllText(owner))}.", "Wait for that run, stop it, or choose another "
                    + $"folder.");
        }
        catch (IOException fault)
        {
            throw new InvalidInputException("--out", $"The folder '{folder}' cannot be used: {fault.Message} Choose another.");
        }

        // The form u, because it asks no calendar.
        string mine = string.Create(
            CultureInfo.InvariantCulture,
            $"process {Environment.ProcessId} on {Environment.MachineName}, started {DateTime.UtcNow.ToString("u").TrimEnd('Z')} UTC");
        // Two containers may have the same host name, process id and second: what no other run has stands on a line of its own.
        mine += $"\n{Guid.NewGuid():N}\n";
        File.WriteAllText(owner, mine);
        return new FolderLock(taken, folder, mine);
    }

    /// <summary>Looks whether the folder is this run's alone.</summary>
    /// <param name="now">Whether to look even where the last look was a moment ago.</param>
    /// <exception cref="InvalidInputException">Another run has taken it, because the file system keeps no locks.</exception>
    public void Check(bool now)
    {
        if (!now && Stopwatch.GetElapsedTime(lastCheck) < CheckPeriod)
            return;
        lastCheck = Stopwatch.GetTimestamp();
        string owner;
        try
        {
            owner = File.ReadAllText(Path.Combine(folder, "run.owner"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Who removes it, or the folder, is no second run.
            return;
        }

        // Empty while another writes it: the next look finds that one's name.
        if (owner != name && owner.Length > 0)
            throw new InvalidInputException(
                "--out",
                $"The folder '{folder}' was taken over by {NameIn(owner)}: its file system does not keep two runs apart. This run writes "
                    + $"nothing more.", "When the other has ended, run the same command again to see that the results are whole.");
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static string NameIn(string owner) => owner.Split('\n')[0];

    // The owner's name stays after its run: that it is there says nothing. EWOULDBLOCK on Linux, on macOS, and what Windows says.
    private static bool IsInUse(IOException fault) => fault.HResult is 11 or 35 or unchecked((int)0x80070020);
}
