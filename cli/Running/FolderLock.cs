using System.Globalization;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Cli.Running;

/// <summary>Keeps a second run off an output folder. The operating system lets go of it when the process ends, however it ends.</summary>
public sealed class FolderLock : IDisposable
{
    private readonly FileStream file;

    private FolderLock(FileStream file) => this.file = file;

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
                "--out", $"The folder '{folder}' cannot be written. Choose another, or change its permissions.");
        }
        catch (IOException fault) when (IsInUse(fault) && File.Exists(owner))
        {
            throw new InvalidInputException(
                "--out",
                $"The folder '{folder}' is in use by {File.ReadAllText(owner)}. Wait for that run, stop it, or choose another folder.");
        }
        catch (IOException fault)
        {
            throw new InvalidInputException("--out", $"The folder '{folder}' cannot be used: {fault.Message} Choose another.");
        }

        // The form u, because it asks no calendar.
        File.WriteAllText(
            owner,
            string.Create(
                CultureInfo.InvariantCulture,
                $"process {Environment.ProcessId} on {Environment.MachineName}, started {DateTime.UtcNow.ToString("u").TrimEnd('Z')} UTC"));
        return new FolderLock(taken);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    // The owner's name stays after its run: that it is there says nothing. EWOULDBLOCK on Linux, on macOS, and what Windows says.
    private static bool IsInUse(IOException fault) => fault.HResult is 11 or 35 or unchecked((int)0x80070020);
}
