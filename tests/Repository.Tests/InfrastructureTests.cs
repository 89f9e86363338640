using System.Diagnostics;

namespace ServerlessTuner.Repository.Tests;

/// <summary>Compiles infra/ with the Bicep compiler. Its linter's findings count as faults.</summary>
public sealed class InfrastructureTests
{
    public static TheoryData<string> Templates => [.. RepositoryRoot.Files("infra", "*.bicep").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Templates))]
    public void Build_OfEveryTemplate_HasNoFinding(string template)
    {
        (int exit, string json, string findings) = Run("build", "--stdout", Path.Combine(RepositoryRoot.Folder, "infra", template));

        Assert.Equal(string.Empty, findings);
        Assert.Equal(0, exit);
        Assert.Contains("\"resources\"", json);
    }

    private static (int Exit, string Output, string Errors) Run(params string[] arguments)
    {
        string bicep = Path.Combine(RepositoryRoot.Metadata("BicepPackage"), "tools", "bicep");
        var start = new ProcessStartInfo(bicep, arguments)
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult().Trim());
    }
}
