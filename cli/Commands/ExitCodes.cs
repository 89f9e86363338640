using ServerlessTuner.Cli.Running;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Cli.Commands;

/// <summary>What the command returns to the shell.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Fault = 1;
    public const int BadInput = 2;
    public const int Interrupted = 130;

    // ENOSPC on Unix; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private const int NoSpaceLeft = 28;
    private const int DiskFull = unchecked((int)0x80070070);
    private const int HandleDiskFull = unchecked((int)0x80070027);

    /// <summary>Runs an action and turns its exceptions into messages and exit codes.</summary>
    /// <param name="action">The action.</param>
    /// <param name="verbose">Whether to show the trace of an internal fault.</param>
    /// <param name="json">Whether a program reads standard output: faults are told there too, as events.</param>
    public static async Task<int> GuardAsync(Func<Task<int>> action, bool verbose, bool json = false)
    {
        try
        {
            return await action();
        }
        catch (InvalidInputException fault)
        {
            if (json)
                JsonLine.Write(new RefusedEvent([.. fault.Problems.Select(FieldProblem.Of)]), RunJson.Default.ProgressEvent);
            foreach (InputProblem problem in fault.Problems)
                await Console.Error.WriteLineAsync(problem.ToString());
            return BadInput;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return await TellAsync(fault, null, verbose, json);
        }
    }

    /// <summary>Tells of a fault that is none of the input.</summary>
    /// <param name="fault">What happened.</param>
    /// <param name="folder">The folder of the run that it ended, or null where it ended none.</param>
    /// <param name="verbose">Whether the trace is wanted.</param>
    /// <param name="json">Whether a program reads standard output: it is told there, too.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> TellAsync(Exception fault, string? folder, bool verbose, bool json)
    {
        if (json)
            JsonLine.Write(new FaultEvent(fault.Message), RunJson.Default.ProgressEvent);
        string text = verbose ? fault.ToString()
            : fault is IOException or UnauthorizedAccessException ? fault.Message
            : $"A fault of tuner: {fault.Message} --verbose shows the trace.";
        string room = fault.HResult is NoSpaceLeft or DiskFull or HandleDiskFull ? "make room, then " : string.Empty;
        if (folder is not null)
            text += File.Exists(Journal.PathIn(folder))
                ? $" What was finished before is kept; {room}run the same command again to continue."
                : $" Nothing is kept of this run: {folder} has no journal.";
        await Console.Error.WriteLineAsync(text);
        return Fault;
    }

    /// <summary>What is said of a run that was interrupted: nothing is said to be kept that is not.</summary>
    public static string Explain(string folder) => File.Exists(Journal.PathIn(folder))
        ? $"Interrupted. What was finished is kept in {folder}; continue with: tuner resume {folder}"
        : "Interrupted before anything was finished.";
}
