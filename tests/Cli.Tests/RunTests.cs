using System.Diagnostics;
using ServerlessTuner.Cli.Tests.Serving;
using ServerlessTuner.Cli.Tests.Support;

namespace ServerlessTuner.Cli.Tests;

/// <summary>Runs the real command in processes of its own.</summary>
public sealed class RunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tuner").FullName;

    private const string Study = Studies.TwoStage;

    [Theory]
    [InlineData("2", "1")]
    [InlineData("7", "5")]
    [InlineData("1", "1000")]
    public async Task Run_AnyWorkersAndChunks_SameBytes(string workers, string chunk)
    {
        string study = WriteStudy(Study);
        Assert.Equal(0, (await Tuner.RunAsync(["run", study, "--out", Path.Combine(folder, "a"), "--workers", "1", "--quiet"])).Code);

        Assert.Equal(
            0,
            (
                await Tuner.RunAsync(
                    ["run", study, "--out", Path.Combine(folder, "b"), "--workers", workers, "--chunk-size", chunk, "--quiet"])).Code);

        AssertSameResults("a", "b");
    }

    [Fact]
    public async Task Run_KilledAtRandomMoments_ContinuesToTheSameBytes()
    {
        string study = WriteStudy(
            Study.Replace(
                "[3, 5, 8]",
                "[3, 4, 5, 6, 7, 8, 9, 10]",
                StringComparison.Ordinal).Replace("bars: 3000", "bars: 40000", StringComparison.Ordinal));
        Assert.Equal(0, (await Tuner.RunAsync(["run", study, "--out", Path.Combine(folder, "a"), "--quiet"])).Code);
        var random = new Random(7);
        int kills = 0;

        for (int attempt = 0; attempt < 20; attempt++)
        {
            using Process process = Tuner.Start(["run", study, "--out", Path.Combine(folder, "b"), "--chunk-size", "1", "--quiet"]);
            if (process.WaitForExit(150 + random.Next(250)))
                break;
            process.Kill();
            await process.WaitForExitAsync();
            kills++;
        }

        (int code, string output, _) = await Tuner.RunAsync(["run", study, "--out", Path.Combine(folder, "b"), "--chunk-size", "1"]);
        Assert.Equal(0, code);
        Assert.Contains("Results in", output, StringComparison.Ordinal);
        Assert.True(kills > 0, "No run was killed.");
        AssertSameResults("a", "b");
        string[] ids = JournalFile.Ids(Path.Combine(folder, "b"));
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Run_FinishedStudyAgain_DoesNothingTwice()
    {
        string study = WriteStudy(Study);
        await Tuner.RunAsync(["run", study, "--out", Path.Combine(folder, "a"), "--quiet"]);
        string journal = await File.ReadAllTextAsync(Path.Combine(folder, "a", "journal.jsonl"));

        Assert.Equal(0, (await Tuner.RunAsync(["run", study, "--out", Path.Combine(folder, "a"), "--quiet"])).Code);

        Assert.Equal(journal, await File.ReadAllTextAsync(Path.Combine(folder, "a", "journal.jsonl")));
    }

    [Fact]
    public async Task Run_AnotherStudyInTheFolder_IsRefused()
    {
        string study = WriteStudy(Study);
        await Tuner.RunAsync(["run", study, "--out", Path.Combine(folder, "a"), "--quiet"]);

        (int code, _, string error) = await Tuner.RunAsync(["run", study, "--out", Path.Combine(folder, "a"), "--seed", "7", "--quiet"]);

        Assert.Equal(2, code);
        Assert.Contains("holds another study", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SingleStage_WritesAllTrialsWithAllScenarios()
    {
        string study = WriteStudy(Study);

        (int code, string output, _) = await Tuner.RunAsync(
            ["run", study, "--out", Path.Combine(folder, "a"), "--two-stage", "false", "--progress-every", "10"]);

        Assert.Equal(0, code);
        Assert.Matches(@"\[Stage 1\] 36/36 \(100\.0%\) elapsed=\d\d:\d\d:\d\d eta=\d\d:\d\d:\d\d best_score=-?\d+\.\d{4}", output);
        Assert.False(File.Exists(Path.Combine(folder, "a", "stage1_results.csv")));
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(folder, "a", "tuning_results.csv"));
        Assert.Equal(37, lines.Length);
        Assert.Contains("score_A", lines[0], StringComparison.Ordinal);
        Assert.Contains("pnl_pips_C", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BadInput_ExitsWithTwoAndNamesThePlace()
    {
        string study = WriteStudy(Study.Replace("strategy: ma_cross", "strategy: ma_crosss", StringComparison.Ordinal));

        (int code, _, string error) = await Tuner.RunAsync(["run", study]);

        Assert.Equal(2, code);
        Assert.Contains("study.yaml:5:", error, StringComparison.Ordinal);
        Assert.Contains("ma_cross", error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string WriteStudy(string text)
    {
        string path = Path.Combine(folder, "study.yaml");
        File.WriteAllText(path, text);
        return path;
    }

    private void AssertSameResults(string left, string right)
    {
        foreach (string name in Studies.Results)
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder, left, name)), File.ReadAllBytes(Path.Combine(folder, right, name)));
    }
}
