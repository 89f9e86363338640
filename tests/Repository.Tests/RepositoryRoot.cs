using System.Reflection;

namespace ServerlessTuner.Repository.Tests;

/// <summary>Finds the repository and the files that are kept in it.</summary>
internal static class RepositoryRoot
{
    private static readonly string[] MadeFolders = ["bin", "obj", "node_modules", ".git", "dist", "runs"];

    /// <summary>The repository's folder.</summary>
    public static string Folder { get; } = Find();

    /// <summary>Files below a folder of the repository, without what builds leave, sorted.</summary>
    /// <param name="folder">The folder, relative to the repository; empty for all.</param>
    /// <param name="pattern">A pattern such as <c>*.cs</c>.</param>
    public static IReadOnlyList<string> Files(string folder, string pattern)
    {
        string start = Path.Combine(Folder, folder);
        return [.. Directory.EnumerateFiles(start, pattern, SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Folder, file).Split(Path.DirectorySeparatorChar).Any(MadeFolders.Contains))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>A value that the project file left in this assembly.</summary>
    public static string Metadata(string key) => typeof(RepositoryRoot).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ServerlessTuner.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("These tests run inside the repository.");
    }
}
