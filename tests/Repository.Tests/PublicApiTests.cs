using System.Reflection;
using PublicApiGenerator;

namespace ServerlessTuner.Repository.Tests;

/// <summary>
/// The public surface of each layer as text under review, in PublicApi/. What is not used by another project is internal. After a
/// wanted change: <c>TUNER_UPDATE=1 dotnet test tests/Repository.Tests --filter PublicApi</c>.
/// </summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Layers => [.. Directory.EnumerateDirectories(Path.Combine(RepositoryRoot.Folder, "core"))
        .Select(folder => Path.GetFileName(folder)!)
        .Where(name => File.Exists(Path.Combine(RepositoryRoot.Folder, "core", name, $"ServerlessTuner.Core.{name}.csproj")))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Layers))]
    public void PublicApi_OfEveryLayer_IsTheOneReviewed(string layer)
    {
        string text = Assembly.Load($"ServerlessTuner.Core.{layer}")
            .GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false })
            .Replace("\r\n", "\n", StringComparison.Ordinal);
        string reviewed = Path.Combine(RepositoryRoot.Folder, "tests", "Repository.Tests", "PublicApi", $"{layer}.txt");
        if (Environment.GetEnvironmentVariable("TUNER_UPDATE") == "1")
            File.WriteAllText(reviewed, text + "\n");

        Assert.Equal(File.ReadAllText(reviewed), text + "\n");
    }
}
