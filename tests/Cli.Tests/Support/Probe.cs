using System.Diagnostics;

namespace ServerlessTuner.Cli.Tests.Support;

/// <summary>Asks what the system has and allows, for tests that need more than .NET.</summary>
internal static class Probe
{
    /// <summary>Whether a program is there and ends well.</summary>
    public static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true
                })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Exception fault) when (fault is System.ComponentModel.Win32Exception or IOException)
        {
            return false;
        }
    }
}
