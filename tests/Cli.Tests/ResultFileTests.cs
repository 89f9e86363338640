using System.Globalization;
using System.Text.Json;
using ServerlessTuner.Cli.Tests.Support;
using ServerlessTuner.Tests.Support;

namespace ServerlessTuner.Cli.Tests;

public sealed class ResultFileTests : IDisposable
{
    private readonly TunerCommand tuner = new();

    private const string Study = """
        name: small+one
        data:
          EURUSD: {synth: {seed: 1, bars: 3000, interval: 1h, start: 2021-01-04, price: 1.10}}
        strategy: ma_cross
        parameters:
          fast: [3, 5, 8]
          slow: [20, 30]
          stop_pips: [20, 50]
          direction: [both, long]
        stages:
          - {scenarios: [B], keep: 4}
          - {scenarios: [A, B, C]}
        metric: sharpe
        """;

    [Fact]
    public async Task Run_TwoStages_WritesTheNamedColumnsSorted()
    {
        await RunAsync(Study);

        string[][] first = Table("out", "stage1_results.csv"), kept = Table("out", "top_k.csv"), final = Table("out", "tuning_results.csv");
        string[] names = ["trades", "wins", "win_rate", "pnl_pips", "avg_pips", "profit_factor", "expectancy", "max_drawdown_pips",
            "sharpe", "sortino", "sqn", "recovery_factor", "exposure", "longest_losing_run",
            "max_drawdown_closed_pips", "max_open_loss_pips", "longest_trade_bars"];
        string[] parameters = ["trial", "fast", "slow", "stop_pips", "direction"];
        Assert.Equal([.. parameters, "score_B", .. names.Select(name => name + "_B"), "failure"], first[0]);
        Assert.Equal(["rank", .. first[0]], kept[0]);
        Assert.Equal(
            [
                "rank",
                .. parameters,
                "score",
                .. "ABC".SelectMany(scenario => new[] { "score" }.Concat(names).Select(name => $"{name}_{scenario}"))
            ],
            final[0]);
        Assert.Equal((25, 5, 5), (first.Length, kept.Length, final.Length));

        double[] scores = [.. first.Skip(1).Select(row => Number(row[5]))];
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(Enumerable.Range(0, 24), first.Skip(1).Select(row => int.Parse(row[0], CultureInfo.InvariantCulture)).Order());
        // The finalists are those that were kept, ranked by the worst of their three scores.
        Assert.Equal(kept.Skip(1).Select(row => row[1]).Order(), final.Skip(1).Select(row => row[1]).Order());
        foreach (string[] row in final.Skip(1))
            Assert.Equal(Number(row[6]), new[] { 7, 25, 43 }.Min(column => Number(row[column])));
    }

    [Fact]
    public async Task Run_TwoStages_WritesMetadataAndReport()
    {
        await RunAsync(Study);

        string text = await File.ReadAllTextAsync(tuner.In("out", "tuning_metadata.json"));
        Assert.DoesNotContain("\\u002B", text, StringComparison.Ordinal);
        using JsonDocument metadata = JsonDocument.Parse(text);
        JsonElement root = metadata.RootElement;
        Assert.Equal("small+one", root.GetProperty("study").GetString());
        Assert.Equal(
            (24, 24, 2, 42, 4),
            (
                root.GetProperty("grid_size").GetInt64(),
                root.GetProperty("trials").GetInt64(),
                root.GetProperty("workers").GetInt32(),
                root.GetProperty("seed").GetInt64(),
                root.GetProperty("kept").GetInt32()));
        Assert.Matches("^[0-9a-f]{32}$", root.GetProperty("identity").GetString());
        JsonElement saved = root.GetProperty("timings").GetProperty("two_stages_against_one");
        Assert.Equal(
            (36, 72), (saved.GetProperty("evaluations_two_stage").GetInt32(), saved.GetProperty("evaluations_single_stage").GetInt32()));
        Assert.True(root.GetProperty("timings").GetProperty("stage1").GetProperty("work_seconds").GetDouble() > 0);
        Assert.StartsWith(
            "1:seed=1,bars=3000",
            root.GetProperty("data")[0].GetProperty("files")[0].GetProperty("version").GetString(),
            StringComparison.Ordinal);

        string report = await File.ReadAllTextAsync(tuner.In("out", "report.md"));
        foreach (
            string section in new[]
            {
                "# small+one", "## Winners", "## From A to C", "## Neighbours", "## How much is luck", "## What went on", "## Timings"
            })
            Assert.Contains($"\n{section}\n", "\n" + report, StringComparison.Ordinal);
        Assert.Contains($"| 1 | {Table("out", "tuning_results.csv")[1][1]} |", report, StringComparison.Ordinal);
    }

    [SharedDataFact]
    public async Task Run_RealQuotes_EndToEnd()
    {
        string study = """
            name: real
            data: {EURUSD: x.csv, NZDUSD: x.csv}
            strategy: ma_cross
            parameters: {fast: [5, 10, 20], slow: [50, 100, 200], stop_pips: [30, 60], target_pips: [60, 120]}
            stages: [{scenarios: [B], keep: auto}, {scenarios: [A, B, C]}]
            metric: sharpe
            score: {min_trades: 300}
            """;
        Ended run = await tuner.RunAsync(
            "run", tuner.Write(
                "study.yaml",
                study), "--data", $"EURUSD={SharedData.PathOf("EURUSD_H1.csv")}", "--data", $"NZDUSD={SharedData.PathOf("NZDUSD_H1.csv")}", "--out", "out", "--limit-bars", "20000");

        Assert.Equal((0, string.Empty), (run.Code, run.Error));
        Assert.Contains("Cut after ", run.Output, StringComparison.Ordinal);
        string[][] final = Table("out", "tuning_results.csv");
        Assert.Contains("trades_C_NZDUSD", final[0]);
        Assert.All(final.Skip(1), row => Assert.True(Number(row[Array.IndexOf(final[0], "trades_B")]) > 100));
        using JsonDocument metadata = JsonDocument.Parse(tuner.Bytes("out", "tuning_metadata.json"));
        Assert.All(
            metadata.RootElement.GetProperty("data").EnumerateArray(), data => Assert.Equal(20000, data.GetProperty("bars").GetInt32()));
        Assert.StartsWith(
            "xxh64:",
            metadata.RootElement.GetProperty("data")[0].GetProperty("files")[0].GetProperty("version").GetString(),
            StringComparison.Ordinal);
    }

    [SharedDataFact]
    public async Task Run_EachExportFormat_SameResults()
    {
        string study = tuner.Write("study.yaml", """
            name: formats
            data: {EURUSD: x.csv}
            strategy: ma_cross
            parameters: {fast: [3, 5], slow: [10, 20], stop_pips: [20, 40]}
            scenarios: {B: {spread_pips: 1}}
            stages: [{scenarios: [B]}]
            metric: pnl_pips
            """);
        byte[]? expected = null;
        foreach (string format in new[] { "metatrader4", "metatrader5", "histdata", "dukascopy", "pandas" })
        {
            Ended run = await tuner.RunAsync(
                "run", study, "--data", $"EURUSD={SharedData.PathOf($"formats/{format}.csv")}", "--out", format, "--quiet");
            Assert.Equal((0, string.Empty), (run.Code, run.Error));
            byte[] results = tuner.Bytes(format, "tuning_results.csv");
            expected ??= results;
            Assert.True(expected.AsSpan().SequenceEqual(results), $"{format} gives other results than metatrader4.");
        }

        Assert.Equal(9, Table("pandas", "tuning_results.csv").Length);
    }

    public void Dispose() => tuner.Dispose();

    private async Task RunAsync(string study)
    {
        Ended run = await tuner.RunAsync("run", tuner.Write("study.yaml", study), "--out", "out", "--workers", "2", "--quiet");
        Assert.Equal((0, string.Empty, string.Empty), (run.Code, run.Output, run.Error));
    }

    private string[][] Table(params string[] names) => [.. File.ReadAllLines(tuner.In(names)).Select(line => line.Split(','))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
