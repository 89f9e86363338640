namespace ServerlessTuner.Tests.Support;

/// <summary>A test on the real quotes in <c>../shared/data</c>, skipped visibly where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute()
    {
        if (SharedData.Folder is null)
            Skip = "Needs the quotes in ../shared/data beside the repository.";
    }
}

/// <summary>Finds the real quotes.</summary>
public static class SharedData
{
    /// <summary>The folder, or null where it is missing.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The cases from public reports in <c>../shared/cases</c> beside the repository, or null where they are missing.</summary>
    public static string? Cases { get; } =
        Folder is not null && Path.GetFullPath(Path.Combine(Folder, "..", "cases")) is var cases && Directory.Exists(cases) ? cases : null;

    /// <summary>The path of a file in the folder.</summary>
    public static string PathOf(string name) => Path.Combine(Folder!, name);

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ServerlessTuner.sln")))
            {
                string data = Path.Combine(folder.FullName, "..", "shared", "data");
                return Directory.Exists(data) ? Path.GetFullPath(data) : null;
            }
        }

        return null;
    }
}
