namespace ServerlessTuner.Cli.Tests.Support;

/// <summary>A test that runs what the documentation shows in Python, skipped visibly where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        if (Repository is null || !Probe.Succeeds("python3", "--version"))
            Skip = "Needs python3 and the repository's docs folder.";
    }

    /// <summary>The folder of the repository, or null where the tests run elsewhere.</summary>
    public static string? Repository { get; } = FindRepository();

    private static string? FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ServerlessTuner.sln")))
            folder = folder.Parent;
        return folder?.FullName;
    }
}
