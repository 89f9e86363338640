using System.Runtime.InteropServices;

namespace ServerlessTuner.Cli.Serving;

/// <summary>Makes the threads that evaluate step back before those that answer requests.</summary>
internal static partial class WorkerPriority
{
    // A third of the weight of usual threads: answers come first, and programs beside, such as agents that were started from the same
    // shell, do not starve the studies, as they would threads of the lowest priority.
    private const int Steps = 5;
    private const int Lowest = 19;
    private const int ThisThread = 0;

    /// <summary>Lowers the calling thread. The runtime's own priorities do nothing on Linux, where niceness is per thread.</summary>
    public static void Lower()
    {
        if (OperatingSystem.IsLinux())
            _ = SetPriority(0, ThisThread, Math.Min(Lowest, GetPriority(0, ThisThread) + Steps));
        else
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
    }

    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, int who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
