using System.Diagnostics;
using System.Text.Json;
using ServerlessTuner.Cli.Tests.Support;

namespace ServerlessTuner.Cli.Tests;

/// <summary>A training that is killed goes on after its last fold, with the bytes of one that was not.</summary>
public sealed class TrainingKillTests : IDisposable
{
    // One trial, so that what is trained can be counted; a fold takes some tenths of a second.
    private const string Study = """
        name: killed
        model: {name: xgboost, max_depth: 6}
        data: {EURUSD: {synth: {seed: 1, bars: 12000, interval: 1h, start: 2015-01-05, price: 1.10}}}
        validation: {cv_folds: 4}
        parameters: {n_estimators: [250]}
        stages: [{scenarios: [B]}]
        metric: val/logloss

        """;

    private static readonly string[] Results = ["tuning_results.csv", "tuning_results.rows", "model.json", "model_card.json"];

    private readonly TunerCommand tuner = new();

    private string Checkpoints => tuner.In("killed", "work", "checkpoints");

    [Theory]
    [InlineData("", 0)]
    [InlineData("", 120)]
    [InlineData("sampler: random\ntrials: 1\npruner: median\n", 60)]
    public async Task Run_KilledBetweenAndWithinFolds_TrainsEachFoldOnceAndEndsWithTheSameBytes(string more, int delay)
    {
        tuner.Write("s.yaml", Study + more);
        Assert.Equal(new Ended(0, string.Empty, string.Empty), await tuner.RunAsync("run", "s.yaml", "--out", "whole", "--quiet"));
        Assert.Equal((4, 0), Steps("whole"));
        int kept = 0;
        for (int kill = 0; kill < 2; kill++)
        {
            int before = kept;
            await RunUntilAsync(() => CheckpointFiles().Length > before, TimeSpan.FromMilliseconds(delay));
            kept = CheckpointFiles().Length;
        }

        Ended ended = await tuner.RunAsync("run", "s.yaml", "--out", "killed", "--quiet");

        Assert.Equal(new Ended(0, string.Empty, string.Empty), ended);
        Assert.InRange(kept, 2, 4);
        Assert.Equal((4 - kept, kept), Steps("killed"));
        Assert.All(Results, name => Assert.Equal(tuner.Bytes("whole", name), tuner.Bytes("killed", name)));
        Assert.Empty(CheckpointFiles());
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("cut")]
    [InlineData("empty")]
    [InlineData("other")]
    public async Task Run_DamagedCheckpoint_NamesItAndTrainsItsFoldAgain(string damage)
    {
        tuner.Write("s.yaml", Study);
        Assert.Equal(0, (await tuner.RunAsync("run", "s.yaml", "--out", "whole", "--quiet")).Code);
        await RunUntilAsync(() => CheckpointFiles().Length > 1, TimeSpan.Zero);
        string[] files = CheckpointFiles();
        byte[] content = File.ReadAllBytes(files[0]);
        content[content.Length / 2] ^= 1;
        File.WriteAllBytes(files[0], damage switch
        {
            "flip" => content,
            "cut" => content[..(content.Length / 3)],
            "empty" => [],
            _ => File.ReadAllBytes(files[1]),
        });

        Ended ended = await tuner.RunAsync("run", "s.yaml", "--out", "killed", "--quiet");

        string fault = damage == "other" ? "was written by another version of tuner, or for another trial" : "is damaged";
        Assert.Equal(
            new Ended(
                0,
                string.Empty,
                $"The checkpoint work/checkpoints/{Path.GetFileName(files[0])} {fault}. It is not used, and its step is done again.\n"),
            ended);
        Assert.Equal((5 - files.Length, files.Length - 1), Steps("killed"));
        Assert.All(Results, name => Assert.Equal(tuner.Bytes("whole", name), tuner.Bytes("killed", name)));
    }

    [Fact]
    public async Task Run_InterruptedWhileATreeTrains_EndsWithinASecond()
    {
        tuner.Write("s.yaml", Study.Replace("[250]", "[100000]", StringComparison.Ordinal));
        Process process = tuner.Start("run", "s.yaml", "--out", "out", "--quiet");
        await WaitAsync(() => File.Exists(tuner.In("out", "journal.jsonl")));
        await Task.Delay(1500);
        long start = Stopwatch.GetTimestamp();
        await tuner.ShellAsync($"kill -INT {process.Id}");

        Ended ended = await TunerCommand.EndAsync(process);

        // One second on an idle machine.
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.Equal(130, ended.Code);
        Assert.StartsWith("Interrupted. What was finished is kept", ended.Error);
    }

    public void Dispose() => tuner.Dispose();

    private static async Task WaitAsync(Func<bool> met)
    {
        long start = Stopwatch.GetTimestamp();
        while (!met())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60), "Nothing happened for a minute.");
            await Task.Delay(5);
        }
    }

    // Kill -9: nothing in the process hears of it.
    private async Task RunUntilAsync(Func<bool> met, TimeSpan more)
    {
        using Process process = tuner.Start("run", "s.yaml", "--out", "killed", "--quiet");
        await WaitAsync(() => process.HasExited || met());
        await Task.Delay(more);
        process.Kill();
        await process.WaitForExitAsync();
        Assert.NotEqual(0, process.ExitCode);
    }

    private string[] CheckpointFiles() => Directory.Exists(Checkpoints)
        ? [.. Directory.GetFiles(Checkpoints).Where(path => !path.EndsWith(".part", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
        : [];

    private (int Trained, int Resumed) Steps(string folder)
    {
        JsonElement metadata = JsonDocument.Parse(tuner.Bytes(folder, "tuning_metadata.json")).RootElement;
        return (metadata.GetProperty("trained_steps").GetInt32(), metadata.GetProperty("resumed_steps").GetInt32());
    }
}
