using System.Runtime.InteropServices;

namespace ServerlessTuner.Cli.Serving;

/// <summary>Makes the threads that evaluate step back before those that answer requests.</summary>
internal static partial class WorkerPriority
{
    // Where all programs are weighed one by one: a third of the weight of usual threads, so that they do not starve the studies.
    private const int Steps = 5;
    private const int Lowest = 19;
    private const int ThisThread = 0;
    private const string Grouping = "/proc/sys/kernel/sched_autogroup_enabled";

    /// <summary>Lowers the calling thread. The runtime's own priorities do nothing on Linux, where niceness is per thread.</summary>
    public static void Lower()
    {
        if (OperatingSystem.IsLinux())
            _ = SetPriority(0, ThisThread, IsGrouped() ? Lowest : Math.Min(Lowest, GetPriority(0, ThisThread) + Steps));
        else
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
    }

    /// <summary>
    /// Whether sessions and containers share the machine fairly, each as a whole. Niceness then weighs only the threads within, so that
    /// the lowest starves no study beside other sessions' programs; and only the lowest gives way at once: with more weight, an answer
    /// sometimes waits for the end of a tick or two.
    /// </summary>
    private static bool IsGrouped()
    {
        try
        {
            return File.ReadAllText(Grouping).StartsWith('1');
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, int who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
