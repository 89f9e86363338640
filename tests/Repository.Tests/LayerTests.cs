using System.Xml.Linq;

namespace ServerlessTuner.Repository.Tests;

/// <summary>The layers of docs/architecture.md, read from the project files: an arrow that the design does not have fails here.</summary>
public sealed class LayerTests
{
    // What each project names. What it sees beyond that is what those see.
    private static readonly Dictionary<string, string[]> Design = new(StringComparer.Ordinal)
    {
        ["core/Model"] = [],
        ["core/Search"] = ["core/Model"],
        ["core/Market"] = ["core/Model"],
        ["core/Backtesting"] = ["core/Market"],
        ["core/Learning"] = ["core/Backtesting"],
        ["core/Studies"] = ["core/Learning", "core/Search"],
        ["dashboard"] = [],
        ["core/Service"] = ["core/Studies", "dashboard"],
        ["cli"] = ["core/Service"],
        ["functions"] = ["core/Service"],
        ["bench"] = ["core/Service"],
    };

    [Fact]
    public void ProjectReferences_OfEveryProduct_AreThoseOfTheDesign()
    {
        Dictionary<string, string[]> found = Products().ToDictionary(file => FolderOf(file), References, StringComparer.Ordinal);

        Assert.Equal(Lines(Design), Lines(found));
    }

    [Fact]
    public void AssemblyNames_OfCore_FollowFolders()
    {
        foreach (string file in Products().Where(file => FolderOf(file).StartsWith("core/", StringComparison.Ordinal)))
            Assert.Equal($"ServerlessTuner.Core.{Path.GetFileName(Path.GetDirectoryName(file))}", Path.GetFileNameWithoutExtension(file));
    }

    [Fact]
    public void Namespaces_OfCore_FollowFolders()
    {
        foreach (string file in RepositoryRoot.Files("core", "*.cs"))
        {
            string folder = Path.GetDirectoryName(Path.GetRelativePath(RepositoryRoot.Folder, file))!;
            string expected = $"namespace "
                + $"ServerlessTuner.{folder.Replace("core", "Core", StringComparison.Ordinal).Replace(Path.DirectorySeparatorChar, '.')};";

            Assert.Contains(expected, File.ReadAllLines(file));
        }
    }

    [Fact]
    public void TestProjects_OfEveryLayer_Exist()
    {
        foreach (string product in Design.Keys.Where(name => name != "bench"))
        {
            string name = char.ToUpperInvariant(Path.GetFileName(product)[0]) + Path.GetFileName(product)[1..];
            string file = Path.Combine(RepositoryRoot.Folder, "tests", $"{name}.Tests", $"ServerlessTuner.{name}.Tests.csproj");

            Assert.True(File.Exists(file), $"{product} has no tests: {file} is missing.");
        }
    }

    [Fact]
    public void Readmes_OfEveryLayer_SayWhatBelongsThere()
    {
        foreach (string product in Design.Keys)
            Assert.True(File.Exists(Path.Combine(RepositoryRoot.Folder, product, "README.md")), $"{product}/README.md is missing.");
    }

    private static IEnumerable<string> Products() =>
        RepositoryRoot.Files(string.Empty, "*.csproj").Where(file => !FolderOf(file).StartsWith("tests/", StringComparison.Ordinal));

    private static string FolderOf(string project) =>
        Path.GetRelativePath(RepositoryRoot.Folder, Path.GetDirectoryName(project)!).Replace(Path.DirectorySeparatorChar, '/');

    private static string[] References(string project) => [.. XDocument.Load(project).Descendants("ProjectReference")
        .Select(
            reference => FolderOf(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, reference.Attribute("Include")!.Value))))
        .Order(StringComparer.Ordinal)];

    private static string Lines(Dictionary<string, string[]> graph) => string.Join(
        '\n',
        graph.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} -> {string.Join(", ", pair.Value)}"));
}
