using System.Globalization;
using System.Text.Json;
using ServerlessTuner.Cli.Tests.Support;

namespace ServerlessTuner.Cli.Tests;

/// <summary>What is ranked, and what is said about it, through the real command.</summary>
public sealed class HonestNumbersTests : IDisposable
{
    private readonly TunerCommand tuner = new();

    [Fact]
    public async Task Run_TrialsThatNeverTrade_AreCountedAndCannotWin()
    {
        string study = tuner.Write("study.yaml", """
            name: idle
            data: {EURUSD: {synth: {seed: 5, bars: 700}}}
            strategy: ma_cross
            parameters: {fast: [4, 9], slow: [30, 6000], stop_pips: [15]}
            stages: [{scenarios: [A, B, C], keep: all}]
            metric: sharpe
            """);

        Ended run = await tuner.RunAsync("run", study, "--out", "out");

        Assert.Contains("2 of 4 trials traded too seldom for sharpe and are not ranked.", run.Output);
        Assert.DoesNotContain("NaN", run.Output);
        string[] rows = File.ReadAllLines(tuner.In("out", "tuning_results.csv"));
        Assert.Equal(["30", "30", "6000", "6000"], rows[1..].Select(row => row.Split(',')[2]));
        Assert.All(rows[3..], row => Assert.EndsWith(",sharpe is undefined: there are no trades", row));
        Assert.Contains(" 2 trials traded too seldom for sharpe and are not ranked.", File.ReadAllText(tuner.In("out", "report.md")));
        using JsonDocument best = JsonDocument.Parse(File.ReadAllText(tuner.In("out", "best_trial.json")));
        Assert.Equal(30, best.RootElement.GetProperty("parameters").GetProperty("slow").GetInt32());
        using JsonDocument metadata = JsonDocument.Parse(File.ReadAllText(tuner.In("out", "tuning_metadata.json")));
        Assert.Equal(
            (0, 2), (metadata.RootElement.GetProperty("failed").GetInt32(), metadata.RootElement.GetProperty("undefined").GetInt32()));
    }

    [Fact]
    public async Task Run_ProfitWithoutTrades_CannotWinEither()
    {
        string study = tuner.Write("study.yaml", """
            name: idle
            data: {EURUSD: {synth: {seed: 6, bars: 900}}}
            strategy: ma_cross
            parameters: {fast: [3], slow: [20, 6000], stop_pips: [2]}
            scenarios: {X: {spread_pips: 30}}
            stages: [{scenarios: [X], keep: all}]
            metric: pnl_pips
            """);

        await tuner.RunAsync("run", study, "--out", "out", "--quiet");

        string[] rows = File.ReadAllLines(tuner.In("out", "tuning_results.csv"));
        Assert.Equal(["20", "6000"], rows[1..].Select(row => row.Split(',')[2]));
    }

    [Fact]
    public async Task Run_BarsWithoutSpread_AreSaidInTerminalReportAndJson()
    {
        tuner.Write("bars.csv", string.Join('\n', Enumerable.Range(0, 300).Select(Bar).Prepend("time,open,high,low,close")));
        string study = tuner.Write("study.yaml", """
            name: free
            data: {GBPUSD: bars.csv}
            strategy: ma_cross
            parameters: {fast: [3], slow: [12]}
            stages: [{scenarios: [B], keep: all}]
            metric: pnl_pips
            """);
        const string Said = "GBPUSD has no spread in its bars, so scenario B trades it at a spread of 0. "
            + "Set spread_pips in the scenarios, or give bars with a spread.";

        Assert.Contains($"Beware: {Said}", (await tuner.RunAsync("validate", study)).Output);
        Assert.Contains($"Beware: {Said}", (await tuner.RunAsync("run", study, "--out", "a")).Output);
        Assert.Contains($"**Beware:** {Said}", File.ReadAllText(tuner.In("a", "report.md")));
        string finished = (await tuner.RunAsync("run", study, "--out", "b", "--json")).Output.TrimEnd().Split('\n')[^1];
        using JsonDocument happening = JsonDocument.Parse(finished);
        JsonElement remark = Assert.Single(happening.RootElement.GetProperty("remarks").EnumerateArray());
        Assert.Equal(("spread_missing", Said), (remark.GetProperty("kind").GetString(), remark.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Run_LowTradePenalty_IsTheScoreBesideTheMetric()
    {
        string study = tuner.Write("study.yaml", """
            name: few
            data: {EURUSD: {synth: {seed: 8, bars: 2000}}}
            strategy: ma_cross
            slices: 2
            parameters: {fast: [5], slow: [40, 60], stop_pips: [15]}
            stages: [{scenarios: [B], keep: all}]
            metric: sharpe
            score: {min_trades: 5000, penalty: 0.5}
            sampler: tpe
            trials: 2
            """);

        await tuner.RunAsync("run", study, "--out", "out", "--quiet");

        string[][] rows = [.. File.ReadAllLines(tuner.In("out", "trials.csv")).Select(row => row.Split(','))];
        Assert.Equal("trial,state,fast,slow,stop_pips,score,sharpe,steps,intermediate,source,repeat_of,failure", string.Join(',', rows[0]));
        foreach (string[] row in rows[1..])
        {
            double score = Number(row[5]), sharpe = Number(row[6]);
            Assert.Equal(sharpe - (0.5 * Math.Abs(sharpe)), score, 1e-12);
            Assert.Equal(["1", "2"], row[8].Split(' ').Select(report => report.Split(':')[0]));
            Assert.Equal(score, Number(row[8].Split(' ')[1].Split(':')[1]), 1e-12);
        }

        Assert.Equal("trial,seconds", File.ReadLines(tuner.In("out", "trial_seconds.csv")).First());
    }

    public void Dispose() => tuner.Dispose();

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Bar(int i)
    {
        double middle = 1.25 + (0.002 * Math.Sin(i / 7.0));
        DateTime time = new DateTime(2021, 3, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(i);
        return FormattableString.Invariant(
            $"{time:yyyy-MM-ddTHH:mm:ssZ},{middle:F5},{middle + 0.0006:F5},{middle - 0.0006:F5},{middle:F5}");
    }
}
