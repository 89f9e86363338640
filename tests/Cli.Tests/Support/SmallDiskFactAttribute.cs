using System.Diagnostics;

namespace ServerlessTuner.Cli.Tests.Support;

/// <summary>A test that mounts a small disk of its own, skipped visibly where the system does not allow it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly bool Allowed = MayMount();

    public SmallDiskFactAttribute()
    {
        if (!Allowed)
            Skip = "Needs 'unshare -rm' and mounts in it, which this system does not allow.";
    }

    private static bool MayMount()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("unshare", ["-rm", "mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", Path.GetTempPath()]) { UseShellExecute = false, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Exception fault) when (fault is System.ComponentModel.Win32Exception or IOException)
        {
            return false;
        }
    }
}
