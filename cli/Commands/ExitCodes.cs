using ServerlessTuner.Core.Model.Problems;

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
    public static async Task<int> GuardAsync(Func<Task<int>> action, bool verbose)
    {
        try
        {
            return await action();
        }
        catch (InvalidInputException fault)
        {
            foreach (InputProblem problem in fault.Problems)
                await Console.Error.WriteLineAsync(problem.ToString());
            return BadInput;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            string room = fault.HResult is NoSpaceLeft or DiskFull or HandleDiskFull ? "make room, then " : string.Empty;
            await Console.Error.WriteLineAsync(
                $"{fault.Message} What was finished before is kept; {room}run the same command again to continue.");
            return Fault;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(
                verbose ? fault.ToString() : $"A fault of tuner: {fault.Message} What was finished is kept. --verbose shows the trace.");
            return Fault;
        }
    }
}
