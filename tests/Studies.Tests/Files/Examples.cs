using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Studies.Tests.Files;

/// <summary>The study files of the repository.</summary>
internal static class Examples
{
    public static string Root { get; } = FindRoot();

    public static string Folder { get; } = Path.Combine(Root, "examples");

    public static StudySpec Parse(string name) => StudyFile.Parse(Read(name), name);

    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ServerlessTuner.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("ServerlessTuner.sln is in no folder above the tests.");
    }
}
