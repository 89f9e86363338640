using System.Text.Json;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Cli.Tests.Support;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Tests;

public sealed class ProgressTests : IDisposable
{
    private readonly TunerCommand tuner = new();

    private const string Study = """
        name: small
        data: {EURUSD: {synth: {seed: 1, bars: 2000, interval: 1h, start: 2021-01-04, price: 1.10}}}
        strategy: ma_cross
        parameters: {fast: {min: 2, max: 9}, slow: {min: 20, max: 29}}
        stages: [{scenarios: [B], keep: 5}, {scenarios: [A, B, C]}]
        metric: sharpe
        """;

    [Theory]
    [InlineData("--workers", "1", "--chunk-size", "10")]
    [InlineData("--workers", "1")]
    [InlineData("--workers", "2")]
    public async Task Run_ProgressEvery_PrintsALineEveryNTrials(params string[] more)
    {
        Ended run = await tuner.RunAsync(["run", tuner.Write("study.yaml", Study), "--out", "out", .. more, "--progress-every", "20"]);

        string[] lines = [.. run.Output.Split('\n').Where(line => line.StartsWith('['))];
        Assert.Equal(
            [
                "[Stage 1] 20/80 (25.0%)",
                "[Stage 1] 40/80 (50.0%)",
                "[Stage 1] 60/80 (75.0%)",
                "[Stage 1] 80/80 (100.0%)",
                "[Stage 2] 15/15 (100.0%)"
            ],
            lines.Select(line => line[..line.IndexOf(" elapsed", StringComparison.Ordinal)]));
        Assert.All(lines, line => Assert.Matches(@" elapsed=\d\d:\d\d:\d\d eta=\d\d:\d\d:\d\d best_score=-?\d+\.\d{4}$", line));
    }

    [Fact]
    public async Task Run_Json_PrintsNothingButEvents()
    {
        Ended run = await tuner.RunAsync(
            "run", tuner.Write("study.yaml", Study), "--out", "out", "--workers", "1", "--chunk-size", "10", "--json");

        JsonElement[] events = [
            .. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
        ];
        Assert.Equal("started", events[0].GetProperty("event").GetString());
        Assert.All(events[1..^1], item => Assert.Equal("progress", item.GetProperty("event").GetString()));
        Assert.Equal(
            80,
            events.Last(
                item => item.TryGetProperty("stage", out JsonElement stage) && stage.GetInt32() == 1).GetProperty("done").GetInt32());
        JsonElement ranking = events[^1].GetProperty("ranking");
        Assert.Equal(5, ranking.GetArrayLength());
        Assert.True(ranking[0].GetProperty("parameters").GetProperty("slow").GetInt32() >= 20);
    }

    [Fact]
    public void Live_LongRun_DrawsWithinTheTerminalAndCleansUp()
    {
        StudySpec spec = StudyFile.Parse(Study, "study.yaml", new StudyFileOptions());
        var plan = new StudyPlan(spec, 80, 10);
        var output = new StringWriter();
        using (var live = new LiveProgress(output, () => 40))
        {
            live.Attach(
                trial => new ParameterSet(
                    ["a_rather_long_name", "another"],
                    [ParameterValue.Of(trial), ParameterValue.Of("text that is much too long for this terminal")]),
                trial => -trial);
            live.Started(plan, 0);
            for (int i = 0; i < 3; i++)
                plan.Apply(new ChunkResult(plan.Next()!.Id, 0.1, 10, 0, 0, [new RankedTrial(i, i)]));
            live.Advanced(plan);
            SpinWait.SpinUntil(() => output.ToString().Contains("30/80", StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        }

        string text = output.ToString();
        Assert.Contains("Stage 1 of 2", text, StringComparison.Ordinal);
        Assert.Contains("best 2  trial 2  a_rather_long", text, StringComparison.Ordinal);
        foreach (string line in System.Text.RegularExpressions.Regex.Replace(text, "\e\\[[?0-9]*[a-zA-Z]|\r", string.Empty).Split('\n'))
            Assert.True(line.Length <= 80, line);
        Assert.EndsWith("\e[2K\e[1A\e[2K\e[?25h", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Live_ShortRun_DrawsNothing()
    {
        StudySpec spec = StudyFile.Parse(Study, "study.yaml", new StudyFileOptions());
        var output = new StringWriter();
        using (var live = new LiveProgress(output, () => 80))
            live.Started(new StudyPlan(spec, 80, 10), 0);

        Assert.Equal(string.Empty, output.ToString());
    }

    public void Dispose() => tuner.Dispose();
}
