namespace ServerlessTuner.Cli.Tests.Support;

/// <summary>A test of a shell script of the repository, skipped visibly where there is no bash or no curl for it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PosixFactAttribute : FactAttribute
{
    public PosixFactAttribute()
    {
        if (OperatingSystem.IsWindows()
            || PythonFactAttribute.Repository is null
            || !Probe.Succeeds("bash", "--version")
            || !Probe.Succeeds("curl", "--version"))
            Skip = "Needs bash, curl and the repository.";
    }
}
