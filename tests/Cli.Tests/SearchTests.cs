using System.Diagnostics;
using System.Text.Json;
using ServerlessTuner.Cli.Tests.Serving;

namespace ServerlessTuner.Cli.Tests;

// Longer than 300 lines: one search after another, each told by a dozen lines of its study file.
/// <summary>Searches that learn, through the real command.</summary>
public sealed class SearchTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tuner").FullName;

    private const string Study = """
        name: search
        data:
          EURUSD: {synth: {seed: 1, bars: 4000, interval: 1h, start: 2021-01-04, price: 1.10}}
        strategy: ma_cross
        slices: 4
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
        string study = Write(
            Study.Replace(
                "trials: 40", "trials: 150", StringComparison.Ordinal).Replace("bars: 4000", "bars: 40000", StringComparison.Ordinal));
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

        Assert.Equal(
            File.ReadAllBytes(Path.Combine(PathOf("a"), "tuning_results.csv")),
            File.ReadAllBytes(Path.Combine(PathOf("b"), "tuning_results.csv")));
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

        await RunAsync(
            "run",
            study,
            "--out",
            PathOf("b"),
            "--enqueue",
            Path.Combine(PathOf("a"), "best_trial.json"),
            "--use-best-ranges",
            PathOf("a"),
            "--best-share",
            "0.2",
            "--quiet");

        using JsonDocument document = JsonDocument.Parse(best);
        string first = File.ReadAllLines(Path.Combine(PathOf("b"), "trials.csv"))[1];
        Assert.StartsWith(
            $"0,complete,{document.RootElement.GetProperty("parameters").GetProperty("fast")},{document.RootElement.GetProperty("parameters").GetProperty("slow")},",
            first,
            StringComparison.Ordinal);
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

        await RunAsync(
            "run",
            study,
            "--out",
            PathOf("b"),
            "--enqueue",
            PathOf("far.json"),
            "--use-best-ranges",
            PathOf("a"),
            "--best-share",
            "0.01",
            "--trials",
            "8",
            "--quiet");

        string[][] narrowed = [.. File.ReadAllLines(Path.Combine(PathOf("b"), "trials.csv")).Skip(1).Select(line => line.Split(','))];
        Assert.Equal(far[1..4], narrowed[0][2..5]);
        int enqueued = int.Parse(far[1]), margin = 1 + (Math.Abs(enqueued - best) / 10);
        Assert.NotInRange(enqueued, best - 1, best + 1);
        Assert.All(
            narrowed, trial => Assert.InRange(int.Parse(trial[2]), Math.Min(best, enqueued) - margin, Math.Max(best, enqueued) + margin));
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
    public async Task Run_SeveralMetrics_AllFilesRankTheFrontAlike()
    {
        string study = Write(Study.Replace("metric: {name: sharpe, goal: "
            + "maximize}", "metric: [{name: pnl_pips, goal: maximize}, {name: max_drawdown_pips, goal: minimize}]\nstages: [{scenarios: "
                + "[B]}]", StringComparison.Ordinal)
            .Replace(
                "pruner: median\n", string.Empty, StringComparison.Ordinal).Replace("slices: 4\n", string.Empty, StringComparison.Ordinal));
        await RunAsync("run", study, "--out", PathOf("a"), "--quiet");

        string report = await File.ReadAllTextAsync(Path.Combine(PathOf("a"), "report.md"));
        string[] winners = [
            .. report.Split("## Winners")[1].Split("\n## ")[0].Split('\n').Where(
                line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split('|')[2].Trim()).Skip(2)
        ];
        string[] front = [.. File.ReadLines(Path.Combine(PathOf("a"), "pareto_front.csv")).Skip(1).Select(line => line.Split(',')[0])];
        string[] results = [.. File.ReadLines(Path.Combine(PathOf("a"), "tuning_results.csv")).Skip(1).Select(line => line.Split(',')[0])];
        string[] top = (await RunAsync("top", PathOf("a"), "-n", $"{winners.Length}")).TrimEnd().Split('\n');

        Assert.NotEmpty(winners);
        Assert.Equal(front.Take(winners.Length), winners);
        Assert.Equal(results.Take(winners.Length), winners);
        Assert.Equal(winners, top.Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
        Assert.Equal(
            ["rank", "trial", "pnl_pips", "max_drawdown_pips", "parameters"], top[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("\n| rank | trial | pnl_pips | max_drawdown_pips | fast | slow | stop_pips |\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SecondStage_ShowsItsOwnBest()
    {
        string study = Write(
            Study.Replace("slices: 4\n", string.Empty, StringComparison.Ordinal).Replace(
                "pruner: median\n", string.Empty, StringComparison.Ordinal));
        string[] lines = (await RunAsync("run", study, "--out", PathOf("a"), "--json", "--progress-every", "1")).TrimEnd().Split('\n');

        using JsonDocument last = JsonDocument.Parse(lines[^2]), finished = JsonDocument.Parse(lines[^1]);
        Assert.Equal(2, last.RootElement.GetProperty("stage").GetInt32());
        JsonElement winner = finished.RootElement.GetProperty("ranking")[0];
        Assert.Equal(winner.GetRawText(), last.RootElement.GetProperty("best").GetRawText());
    }

    [Fact]
    public async Task Importance_ReportAndCommand_SayTheSame()
    {
        await RunAsync("run", Write(Study), "--out", PathOf("a"), "--trials", "60", "--quiet");

        string[][] printed = [
            .. (await RunAsync("importance", PathOf("a"))).Split('\n').Skip(1).Take(3).Select(
                line => line.Split([' ', '#'], StringSplitOptions.RemoveEmptyEntries))
        ];
        string report = (await File.ReadAllTextAsync(Path.Combine(PathOf("a"), "report.md"))).Split("### What matters")[1];

        Assert.Equal(3, printed.Length);
        foreach (string[] row in printed)
            Assert.Contains($"\n| {row[0]} | {row[3]}% | {row[6]}% | {row[1]}% |\n", report, StringComparison.Ordinal);
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

    [Theory]
    [
        InlineData(
            "sampler: tpe\ntrials: 3\nmax_failures: 9",
            "x: {min: -5.0, max: 5.0}",
            "All 3 trials failed. The first, trial 0: value is not a finite number. The results say why each did.")
    ]
    [
        InlineData(
            "seed: 1", "x: [1.0]", "The only trial failed. The first, trial 0: value is not a finite number. The results say why each did.")
    ]
    public async Task Run_AllTrialsFail_SaysWhyAndEndsWithBadInput(string search, string parameter, string message)
    {
        string study = Write(
            $"name: fails\nfunction: sphere\nparameters: {{{parameter}}}\nmetric: {{name: value, expression: log(0 - 1 - value), goal: "
                + $"minimize}}\n{search}\n");

        (int code, _, string error) = await Tuner.RunAsync(["run", study, "--out", PathOf("a"), "--quiet"]);

        Assert.Equal((2, message), (code, error.Trim()));
        Assert.True(File.Exists(Path.Combine(PathOf("a"), "tuning_results.csv")));
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
