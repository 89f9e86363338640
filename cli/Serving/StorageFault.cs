namespace ServerlessTuner.Cli.Serving;

/// <summary>Tells faults of the disk, which pass, from faults of a study, which stay.</summary>
internal static class StorageFault
{
    // ENOSPC and EDQUOT on Linux, EDQUOT on macOS, and what Windows says.
    private static readonly int[] NoSpace = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <summary>Whether the same may go well a moment later.</summary>
    public static bool Is(Exception fault) => fault is IOException or UnauthorizedAccessException;

    /// <summary>Whether the disk, or what the user may take of it, is full.</summary>
    public static bool IsFull(Exception fault) =>
        fault is IOException && (NoSpace.Contains(fault.HResult) || fault.Message.StartsWith("No space left", StringComparison.Ordinal));

    /// <summary>What a study waits for, as its status says it.</summary>
    public static string Explain(Exception fault) => IsFull(fault)
        ? "Waiting for disk space: the disk of the service is full. The study goes on by itself when there is room."
        : $"Waiting for the disk: {fault.GetType().Name}. The log of the service says more. The study goes on by itself when the disk "
            + $"answers.";
}
