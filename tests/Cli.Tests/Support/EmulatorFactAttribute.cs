using System.Runtime.InteropServices;

namespace ServerlessTuner.Cli.Tests.Support;

/// <summary>A test that runs the command on another processor, which QEMU emulates; skipped visibly where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EmulatorFactAttribute : FactAttribute
{
    public const string Emulator = "qemu-x86_64";

    public EmulatorFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64 || !Probe.Succeeds(Emulator, "--version"))
            Skip = "Needs qemu-x86_64, which Debian has in the package qemu-user, on Linux on x64.";
    }
}
