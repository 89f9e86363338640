using System.Globalization;
using System.Text.Json;
using ServerlessTuner.Cli.Tests.Support;

namespace ServerlessTuner.Cli.Tests;

/// <summary>
/// Studies from public reports, whose outcome was wrong or silent once, through the real command: each in a folder of its own with the
/// files of all. What is right is said beside the cases.
/// </summary>
public sealed class TradingCaseTests : IDisposable
{
    private readonly TunerCommand tuner = new();

    public TradingCaseTests()
    {
        foreach (string path in TradingCaseFactAttribute.Folder is { } folder ? Directory.GetFiles(folder) : [])
            File.Copy(path, tuner.In(Path.GetFileName(path)));
    }

    [TradingCaseFact]
    public async Task NoTradesWins_WindowsLongerThanTheData_AreNotRankedAndSaid()
    {
        Ended run = await tuner.RunAsync("run", "no_trades_wins.yaml", "--out", "out");

        Rows rows = Read("tuning_results.csv");
        Assert.Equal(12, rows.Count);
        Assert.All(Enumerable.Range(0, 8), row => Assert.Contains(rows.Text(row, "slow"), (string[])["50", "100"]));
        Assert.All(Enumerable.Range(8, 4), row => Assert.Equal(("5000", ""), (rows.Text(row, "slow"), rows.Text(row, "score"))));
        // The worst of three scenarios of the best: about −1.19 before shorts paid the spread of their exit.
        Assert.InRange(rows.Number(0, "score"), -1.25, -1.1);
        const string Said = "slow goes up to 5,000, but EURUSD has 3,000 bars: with 1 of its 3 values (3,000 or more) a trial never trades "
            + "on it. Lower slow, or give more bars.";
        string report = File.ReadAllText(tuner.In("out", "report.md"));
        Assert.Contains("4 of 12 trials traded too seldom for sharpe and are not ranked.", run.Output);
        Assert.Contains(" 4 trials traded too seldom for sharpe and are not ranked.", report);
        Assert.Contains($"Beware: {Said}", run.Output);
        Assert.Contains($"**Beware:** {Said}", report);
        Assert.Contains($"Beware: {Said}", (await tuner.RunAsync("validate", "no_trades_wins.yaml")).Output);
        using JsonDocument metadata = JsonDocument.Parse(File.ReadAllText(tuner.In("out", "tuning_metadata.json")));
        JsonElement remark = Assert.Single(metadata.RootElement.GetProperty("remarks").EnumerateArray());
        Assert.Equal(("window_too_long", Said), (remark.GetProperty("kind").GetString(), remark.GetProperty("text").GetString()));
        // Nothing is shown as a share of what is below 0.
        Assert.DoesNotMatch(@"-\d+%", report);
    }

    [TradingCaseFact]
    public async Task NoTradesWins_NoWindowFits_IsRefusedByRunAndValidate()
    {
        string text = File.ReadAllText(tuner.In("no_trades_wins.yaml")).Replace("[50, 100, 5000]", "[3000, 5000]", StringComparison.Ordinal);
        string study = tuner.Write("long.yaml", text);
        const string Said =
            "parameters.slow: slow is 3,000 or more in every trial, but EURUSD has 3,000 bars: no trial can ever trade. Lower slow, or give "
                + "more bars.";

        foreach (string command in new[] { "run", "validate" })
        {
            Ended ended = await tuner.RunAsync(command, study);
            Assert.Equal((2, Said), (ended.Code, ended.Error.Trim()));
        }
    }

    [TradingCaseFact]
    public async Task GapStop_OneLoss_HasNoSharpeAndIsNotRankedByIt()
    {
        await tuner.RunAsync("run", "gap_stop.yaml", "--out", "out", "--quiet");
        Rows rows = Read("tuning_results.csv");
        Assert.Equal([-56, -56], new[] { 0, 1 }.Select(row => rows.Number(row, "pnl_pips_B")));
        Assert.Equal(["", ""], new[] { 0, 1 }.Select(row => rows.Text(row, "sharpe_B")));

        string study = tuner.Write(
            "ranked.yaml", File.ReadAllText(tuner.In("gap_stop.yaml")).Replace("pnl_pips", "sharpe", StringComparison.Ordinal));
        Ended run = await tuner.RunAsync("run", study, "--out", "ranked");

        Assert.Contains("2 of 2 trials traded too seldom for sharpe and are not ranked.", run.Output);
        Assert.False(File.Exists(tuner.In("ranked", "best_trial.json")));
    }

    [TradingCaseFact]
    public async Task SharpeEqualWins_ProfitsBecomeEqual_RatiosStayAndDrawdownsAreMarkedToMarket()
    {
        await tuner.RunAsync("run", "sharpe_equal_wins.yaml", "--out", "out", "--quiet");

        Rows all = Read("stage1_results.csv"), finalists = Read("tuning_results.csv");
        int trial = Enumerable.Range(0, all.Count).Single(row => all.Text(row, "trial") == "64");
        Assert.Equal(44, all.Number(trial, "trades_B"));
        Assert.True(all.Number(trial, "max_drawdown_pips_B") >= 2018.5);
        Assert.True(all.Number(trial, "max_open_loss_pips_B") >= 2018.5);
        for (int row = 0; row < finalists.Count; row++)
        {
            // F is cheaper: more pips, and now no lower ratio.
            Assert.True(finalists.Number(row, "pnl_pips_F") > finalists.Number(row, "pnl_pips_B"));
            Assert.InRange(finalists.Number(row, "sharpe_F") / finalists.Number(row, "sharpe_B"), 1 - 1e-9, 1.5);
            Assert.True(finalists.Number(row, "max_drawdown_pips_B") > 0);
        }
    }

    [TradingCaseFact]
    public async Task NoSpread_IsSaidEverywhere()
    {
        const string Said = "EURUSD has no spread in its bars, so scenarios A, B, C trade it at a spread of 0.";
        Ended run = await tuner.RunAsync("run", "no_spread.yaml", "--out", "out");

        Assert.Contains($"Beware: {Said}", run.Output);
        Assert.Contains($"Beware: {Said}", (await tuner.RunAsync("validate", "no_spread.yaml")).Output);
        Assert.Contains($"**Beware:** {Said}", File.ReadAllText(tuner.In("out", "report.md")));
        Assert.Contains("\"spread_missing\"", File.ReadAllText(tuner.In("out", "tuning_metadata.json")));
    }

    [TradingCaseFact]
    public async Task BidAsk_AskColumns_MakeTheSpread()
    {
        Ended run = await tuner.RunAsync("run", "no_spread.yaml", "--data", "EURUSD=bidask.csv", "--out", "out");
        Ended inspected = await tuner.RunAsync("data", "inspect", "bidask.csv");

        Assert.DoesNotContain("Beware", run.Output);
        Assert.Matches(@"spread +pips: min 1, median 1, mean 1, ", inspected.Output);
        // A spread of one pip, 0.8 and once under A and B, and 0.2 pips of slippage under B.
        Rows rows = Read("tuning_results.csv");
        for (int row = 0; row < rows.Count; row++)
        {
            double trades = rows.Number(row, "trades_A");
            Assert.Equal(trades, rows.Number(row, "trades_B"));
            Assert.Equal(0.4 * trades, rows.Number(row, "pnl_pips_A") - rows.Number(row, "pnl_pips_B"), 1e-6);
        }
    }

    [TradingCaseFact]
    public async Task Xau_NoPipSize_IsSaid() => Assert.Contains(
        "Beware: XAUUSD is no pair of currencies and has no pip_size: 0.0001 was assumed",
        (await tuner.RunAsync("run", "xau.yaml", "--out", "out")).Output);

    [TradingCaseFact]
    public async Task Sp_SpreadInPips_IsSaid() => Assert.Contains(
        "Beware: The usual spread of EURUSD is 12,000 pips", (await tuner.RunAsync("run", "sp.yaml", "--out", "out")).Output);

    [TradingCaseFact]
    public async Task TypoSymbol_IsRefused_AndASymbolTwiceChangesNoRatio()
    {
        Ended typo = await tuner.RunAsync("run", "typo_symbol.yaml", "--data", "EURUSB=e3k.csv");
        Assert.Equal(2, typo.Code);
        Assert.Contains("Did you mean EURUSD?", typo.Error);
        await tuner.RunAsync("run", "typo_symbol.yaml", "--out", "once", "--quiet");
        string twice = tuner.Write(
            "twice.yaml",
            File.ReadAllText(tuner.In("typo_symbol.yaml")).Replace("EURUSD: e3k.csv", "EURUSD: e3k.csv, EURUSB: e3k.csv", StringComparison.Ordinal));
        await tuner.RunAsync("run", twice, "--out", "out", "--quiet");

        Rows one = Read("tuning_results.csv", "once"), two = Read("tuning_results.csv");
        for (int row = 0; row < 2; row++)
        {
            foreach (string name in (string[])["sharpe_B", "sortino_B", "sqn_B", "expectancy_B"])
                Assert.Equal(one.Number(row, name), two.Number(row, name), 1e-9);
            Assert.Equal(2 * one.Number(row, "pnl_pips_B"), two.Number(row, "pnl_pips_B"), 1e-9);
            // A sum of pips is a whole number of points, however many symbols it is of.
            Assert.DoesNotMatch(@"\.\d{6}", two.Text(row, "pnl_pips_B"));
        }
    }

    [TradingCaseFact]
    public async Task PenalisedName_TheScore_IsCalledScore()
    {
        await tuner.RunAsync("run", "penalised_name.yaml", "--out", "out", "--quiet");

        Rows rows = Read("trials.csv");
        for (int row = 0; row < rows.Count; row++)
        {
            double sharpe = rows.Number(row, "sharpe");
            Assert.InRange(sharpe, -4.5, -3.4);
            Assert.Equal(sharpe - (0.75 * Math.Abs(sharpe)), rows.Number(row, "score"), 1e-9);
        }

        string[] top = (await tuner.RunAsync("top", "out")).Output.Split('\n');
        Assert.Matches(@"^rank +trial +score +sharpe +parameters", top[0]);
    }

    [TradingCaseFact]
    public async Task NegIntermediate_Numbers_HaveNoApostrophe()
    {
        await tuner.RunAsync("run", "neg_intermediate.yaml", "--out", "out", "--quiet");

        Rows rows = Read("trials.csv");
        for (int row = 0; row < rows.Count; row++)
        {
            string[][] reports = [.. rows.Text(row, "intermediate").Split(' ').Select(report => report.Split(':'))];
            Assert.Equal(["1", "2", "3"], reports.Select(report => report[0]));
            Assert.Equal(rows.Number(row, "sharpe"), double.Parse(reports[^1][1], CultureInfo.InvariantCulture), 1e-9);
        }
    }

    public void Dispose() => tuner.Dispose();

    private Rows Read(string name, string folder = "out") => new(File.ReadAllLines(tuner.In(folder, name)));

    // Cells by row and name of the column; none of these files has quotes.
    private sealed class Rows(string[] lines)
    {
        private readonly string[] names = lines[0].Split(',');
        private readonly string[][] cells = [.. lines[1..].Select(line => line.Split(','))];

        public int Count => cells.Length;

        public string Text(int row, string name) => cells[row][Array.IndexOf(names, name)];

        public double Number(int row, string name) => double.Parse(Text(row, name), CultureInfo.InvariantCulture);
    }
}
