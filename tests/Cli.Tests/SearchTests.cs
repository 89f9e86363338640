using System.Diagnostics;
using System.Text.Json;
using ServerlessTuner.Cli.Tests.Serving;

namespace ServerlessTuner.Cli.Tests;

/// <summary>Searches that learn, through the real command.</summary>
public sealed class SearchTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tuner").FullName;

    private const string Study = """
        name: search
        data:
          EURUSD: {synth: {seed: 1, bars: 4000, interval: 1h, start: 2021-01-04, price: 1.10}}
        strategy: ma_cross
        folds: 4
        parameters:
          fast: {min: 3, max: 20}
          slow: {min: 21, max: 120}
          stop_pips: {min: 10.0, max: 100.0}
        metric: {name: sharpe, goal: maximize}
        sampler: tpe
        pruner: median
        trials: 40
        parallel: 2
        """;

    [Fact]
    public async Task Run_KilledAgainAndAgain_ContinuesToTheSameFiles()
    {
        string study = Write(Study.Replace("trials: 40", "trials: 150", StringComparison.Ordinal).Replace("bars: 4000", "bars: 40000", StringComparison.Ordinal));
        await RunAsync("run", study, "--out", PathOf("a"), "--workers", "1", "--quiet");
        var random = new Random(11);
        for (int attempt = 0; attempt < 6; attempt++)
        {
            using Process process = Tuner.Start(["run", study, "--out", PathOf("b"), "--quiet"]);
            // From the first time on which there is something to resume, however slow the machine.
            SpinWait.SpinUntil(() => File.Exists(Path.Combine(PathOf("b"), "study.json")) || process.HasExited, TimeSpan.FromMinutes(1));
            if (process.WaitForExit(300 + random.Next(500)))
                break;
            process.Kill();
            await process.WaitForExitAsync();
        }

        await RunAsync("resume", PathOf("b"), "--workers", "3", "--quiet");

        Assert.Equal(File.ReadAllBytes(Path.Combine(PathOf("a"), "tuning_results.csv")), File.ReadAllBytes(Path.Combine(PathOf("b"), "tuning_results.csv")));
        string[] lines = File.ReadAllLines(Path.Combine(PathOf("b"), "journal.jsonl"));
        Assert.Equal(lines.Length, lines.Select(line => line.Split(",\"seconds\"")[0]).Distinct().Count());
    }

    [Fact]
    public async Task Run_AgainWithTrials_AddsThem()
    {
        string study = Write(Study);
        await RunAsync("run", study, "--out", PathOf("a"), "--trials", "25", "--quiet");
        await RunAsync("run", study, "--out", PathOf("a"), "--trials", "15", "--quiet");

        Assert.Equal(41, File.ReadAllLines(Path.Combine(PathOf("a"), "trials.csv")).Length);
    }

    [Fact]
    public async Task Best_FinishedStudy_CanBeEnqueuedWithinTheBestRanges()
    {
        string study = Write(Study);
        await RunAsync("run", study, "--out", PathOf("a"), "--quiet");
        string best = await RunAsync("best", PathOf("a"));

        await RunAsync("run", study, "--out", PathOf("b"), "--enqueue", Path.Combine(PathOf("a"), "best_trial.json"), "--use-best-ranges", PathOf("a"), "--best-share", "0.2", "--quiet");

        using JsonDocument document = JsonDocument.Parse(best);
        string first = File.ReadAllLines(Path.Combine(PathOf("b"), "trials.csv"))[1];
        Assert.StartsWith($"0,complete,{document.RootElement.GetProperty("parameters").GetProperty("fast")},{document.RootElement.GetProperty("parameters").GetProperty("slow")},", first, StringComparison.Ordinal);
        Assert.Contains(",enqueued,", first, StringComparison.Ordinal);
        string again = await RunAsync("best", PathOf("b"));
        using JsonDocument narrowed = JsonDocument.Parse(again);
        Assert.True(narrowed.RootElement.GetProperty("score").GetDouble() >= document.RootElement.GetProperty("score").GetDouble());
    }

    [Fact]
    public async Task Run_EnqueuedOutsideTheBestRanges_WidensThemToIt()
    {
        string study = Write(Study);
        await RunAsync("run", study, "--out", PathOf("a"), "--quiet");
        string[][] trials = [.. File.ReadAllLines(Path.Combine(PathOf("a"), "stage1_results.csv")).Skip(1).Select(line => line.Split(','))];
        int best = int.Parse(trials[0][1]);
        string[] far = trials.Where(trial => trial[^1].Length == 0).MaxBy(trial => Math.Abs(int.Parse(trial[1]) - best))!;
        File.WriteAllText(PathOf("far.json"), $$"""{"fast": {{far[1]}}, "slow": {{far[2]}}, "stop_pips": {{far[3]}}}""");

        await RunAsync("run", study, "--out", PathOf("b"), "--enqueue", PathOf("far.json"), "--use-best-ranges", PathOf("a"), "--best-share", "0.01", "--trials", "8", "--quiet");

        string[][] narrowed = [.. File.ReadAllLines(Path.Combine(PathOf("b"), "trials.csv")).Skip(1).Select(line => line.Split(','))];
        Assert.Equal(far[1..4], narrowed[0][2..5]);
        int enqueued = int.Parse(far[1]), margin = 1 + (Math.Abs(enqueued - best) / 10);
        Assert.NotInRange(enqueued, best - 1, best + 1);
        Assert.All(narrowed, trial => Assert.InRange(int.Parse(trial[2]), Math.Min(best, enqueued) - margin, Math.Max(best, enqueued) + margin));
    }

    [Fact]
    public async Task Top_FinishedStudy_PrintsTheBestFirst()
    {
        await RunAsync("run", Write(Study), "--out", PathOf("a"), "--quiet");

        string[] lines = (await RunAsync("top", PathOf("a"), "-n", "3")).Trim().Split('\n');
        double[] scores = [.. lines.Skip(1).Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]))];

        Assert.Equal(4, lines.Length);
        Assert.Equal(scores.OrderDescending(), scores);
    }

    [Fact]
    public async Task Importance_OneParameterDecides_SaysSo()
    {
        await RunAsync("run", Write("""
            name: one
            function: sphere
            parameters: {big: {min: -5.0, max: 5.0}, small: {min: -0.5, max: 0.5}}
            metric: {name: value, goal: minimize}
            sampler: random
            trials: 200
            """), "--out", PathOf("a"), "--quiet");

        string[] lines = (await RunAsync("importance", PathOf("a"))).Split('\n');

        Assert.StartsWith("big", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("small", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rerun_Failed_KeepsNumbersAndValues()
    {
        await RunAsync("run", Write("""
            name: fails
            function: sphere
            parameters: {x: {min: -5.0, max: 5.0}}
            metric: {name: value, expression: log(value - 4), goal: minimize}
            sampler: tpe
            trials: 30
            max_failures: 30
            """), "--out", PathOf("a"), "--quiet");
        string[] before = [.. File.ReadAllLines(Path.Combine(PathOf("a"), "trials.csv"))];

        await RunAsync("rerun", PathOf("a"), "--failed", "--quiet");

        Assert.Contains(before, line => line.Contains(",failed,", StringComparison.Ordinal));
        Assert.Equal(before, File.ReadAllLines(Path.Combine(PathOf("a"), "trials.csv")));
        Assert.Contains("\"kind\":\"rerun\"", File.ReadAllText(Path.Combine(PathOf("a"), "journal.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WallTimeUsedUp_EndsAndSaysSo()
    {
        string output = await RunAsync("run", Write("""
            name: slow
            function: {name: sphere, delay_ms: 50}
            parameters: {x: {min: -5.0, max: 5.0}}
            metric: {name: value, goal: minimize}
            sampler: auto
            trials: 100000
            wall_time: 1s
            """), "--out", PathOf("a"));

        Assert.Contains("The wall time of 00:00:01 was used up.", output, StringComparison.Ordinal);
        Assert.StartsWith("auto: ", output, StringComparison.Ordinal);
        Assert.InRange(File.ReadAllLines(Path.Combine(PathOf("a"), "trials.csv")).Length, 2, 22);
    }

    [Theory]
    [InlineData("--trials", "99", "--trials: There is no trial 99: this study has the trials 0 to 39. Name one of them.")]
    [InlineData("--trials", "4,x", "--trials: 'x' is no number of a trial. Write them with commas, as in --trials 4,17.")]
    public async Task Rerun_BadNumbers_SaysWhich(string option, string value, string message)
    {
        await RunAsync("run", Write(Study), "--out", PathOf("a"), "--quiet");

        (int code, _, string error) = await Tuner.RunAsync(["rerun", PathOf("a"), option, value]);

        Assert.Equal(2, code);
        Assert.Equal(message, error.Trim());
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string PathOf(string name) => Path.Combine(folder, name);

    private string Write(string text)
    {
        string path = PathOf("study.yaml");
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        (int code, string output, string error) = await Tuner.RunAsync(arguments);
        Assert.True(code == 0, $"tuner {string.Join(' ', arguments)} ended with {code}: {error}");
        return output;
    }
}
