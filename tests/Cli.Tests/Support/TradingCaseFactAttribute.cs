using ServerlessTuner.Tests.Support;

namespace ServerlessTuner.Cli.Tests.Support;

/// <summary>A test on the studies in <c>../shared/cases/trading</c>, skipped visibly where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TradingCaseFactAttribute : FactAttribute
{
    public TradingCaseFactAttribute()
    {
        if (Folder is null)
            Skip = "Needs the studies in ../shared/cases/trading beside the repository.";
        else if (Python && !Probe.Succeeds("python3", "--version"))
            Skip = "Needs python3.";
    }

    /// <summary>The folder, or null where it is missing.</summary>
    public static string? Folder { get; } =
        SharedData.Cases is { } cases && Directory.Exists(Path.Combine(cases, "trading")) ? Path.Combine(cases, "trading") : null;

    /// <summary>Whether the test runs a script.</summary>
    public bool Python { get; init; }
}
