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
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (json)
                JsonLine.Write(new FaultEvent(fault.Message), RunJson.Default.ProgressEvent);
            string room = fault.HResult is NoSpaceLeft or DiskFull or HandleDiskFull ? "make room, then " : string.Empty;
            await Console.Error.WriteLineAsync(
                $"{fault.Message} What was finished before is kept; {room}run the same command again to continue.");
            return Fault;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            if (json)
                JsonLine.Write(new FaultEvent(fault.Message), RunJson.Default.ProgressEvent);
            await Console.Error.WriteLineAsync(
                verbose ? fault.ToString() : $"A fault of tuner: {fault.Message} What was finished is kept. --verbose shows the trace.");
            return Fault;
        }
    }
}
