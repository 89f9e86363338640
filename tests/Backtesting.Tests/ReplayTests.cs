using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Tests.Support;

namespace ServerlessTuner.Backtesting.Tests;

/// <summary>Single fills, with what they must earn: small ones of our own, and those kept beside the repository.</summary>
public class ReplayTests
{
    // A quiet start, then a close above the highest high of two bars at 1.2514; the entry is the open of the next row.
    private static readonly string[] Breakout =
    [
        "1.2500 1.2504 1.2496 1.2500",
        "1.2500 1.2504 1.2496 1.2500",
        "1.2500 1.2515 1.2499 1.2514",
    ];

    [Theory]
    [InlineData("gap through the stop", -33, "stop_pips 15", "1.2514 1.2518 1.2508 1.2516", "1.2481 1.2490 1.2475 1.2480")]
    [
        InlineData(
            "stop and target in one bar", -15, "stop_pips 15 target_pips 15", "1.2514 1.2518 1.2508 1.2516", "1.2516 1.2540 1.2490 1.2510")
    ]
    [InlineData("stop on the entry bar", -15, "stop_pips 15", "1.2514 1.2518 1.2495 1.2516", "1.2516 1.2518 1.2510 1.2512")]
    [InlineData("signal on the last bar", 0, "stop_pips 15")]
    [InlineData("entry on the last bar", 4, "stop_pips 15", "1.2514 1.2520 1.2508 1.2518")]
    [InlineData("gap through the target", 52, "target_pips 15", "1.2514 1.2518 1.2508 1.2516", "1.2566 1.2570 1.2560 1.2565")]
    [
        InlineData(
            "low equal to the stop",
            -15,
            "stop_pips 15",
            "1.2514 1.2518 1.2508 1.2516",
            "1.2516 1.2518 1.2499 1.2510",
            "1.2510 1.2560 1.2509 1.2550")
    ]
    [
        InlineData(
            "time exit",
            -2,
            "stop_pips 50 max_bars 2",
            "1.2514 1.2518 1.2508 1.2516",
            "1.2516 1.2518 1.2510 1.2512",
            "1.2512 1.2530 1.2511 1.2529")
    ]
    public void Evaluate_SmallCase_EarnsWhatWasWorkedOut(string name, double pips, string exits, params string[] rows)
    {
        string[] words = exits.Split(' ');
        (string, object)[] settings = [
            ("period", 2),
            ("direction", "long"),
            .. words.Chunk(2).Select(pair => (pair[0], (object)(pair[0] == "max_bars" ? int.Parse(pair[1]) : double.Parse(pair[1]))))
        ];

        double found = Profit(Make.Bars([.. Breakout, .. rows]), settings);

        Assert.True(Math.Abs(pips - found) < 1e-9, $"{name}: {found} pips instead of {pips}.");
    }

    [SharedDataFact]
    public void Evaluate_SharedCases_EarnTheRightPips()
    {
        (string Name, double Pips, double Stop, double Target, int MaxBars)[] cases =
        [
            ("r01-gap-through-stop", -40, 20, 200, 0),
            ("r02-stop-and-target-in-one-bar", -20, 20, 20, 0),
            ("r03-stop-on-the-entry-bar", -20, 20, 200, 0),
            ("r04-signal-on-the-last-bar", 0, 20, 20, 0),
            ("r05-entry-on-the-last-bar", 3, 20, 20, 0),
            ("r06-gap-through-target", 40, 20, 20, 0),
            ("r07-low-equal-to-the-stop", -20, 20, 200, 0),
            ("r08-time-exit", 1, 50, 0, 2),
        ];
        foreach ((string name, double pips, double stop, double target, int maxBars) in cases)
        {
            Bars bars = Read(Path.Combine("..", "cases", "replay", name + ".csv"));
            double found = Profit(
                bars, ("period", 2), ("direction", "long"), ("stop_pips", stop), ("target_pips", target), ("max_bars", maxBars));
            Assert.True(Math.Abs(pips - found) < 1e-9, $"{name}: {found} pips instead of {pips}.");
        }
    }

    [SharedDataFact]
    public void Evaluate_WinsThatWereFarUnderWater_ShowTheirDrawdown()
    {
        // 44 trades win, with targets of equal size and no stop; the worst of them stood 2,018.5 pips below its entry.
        Bars bars = Read(Path.Combine("..", "cases", "trading", "GBPUSD_D1.csv"));
        Scenario recorded = new("B", SpreadFactor: 1, SlippagePips: 0.1), fix = new("F", SpreadPips: 1.5, SlippagePips: 0.1);
        var study =
            from fast in (int[])[5, 10, 25]
            from slow in (int[])[20, 50, 200]
            from target in (double[])[5, 10, 20, 40, 100, 200]
            from direction in (string[])["long", "short"]
            select Make.Set(("fast", fast), ("slow", slow), ("target_pips", target), ("direction", direction), ("exit_on_opposite", false));
        var objective = new BacktestObjective([bars], new BacktestSpec("ma_cross"));

        var allWin = study.Select(trial => (B: Make.Metrics(objective, trial, recorded), F: Make.Metrics(objective, trial, fix)))
            .Where(metrics => metrics.B["win_rate"] == 1 && metrics.B["trades"] > 1).ToList();

        Assert.NotEmpty(allWin);
        Assert.All(allWin, metrics => Assert.True(metrics.B["max_drawdown_pips"] > 0 && metrics.B["max_drawdown_closed_pips"] == 0));
        Assert.Contains(
            allWin,
            metrics => metrics.B["trades"] == 44 && metrics.B["max_open_loss_pips"] >= 2018.5 && metrics.B["max_drawdown_pips"] >= 2018.5);
        // Equal profits under the fixed spread, which earns more: that must not make the ratio worse.
        Assert.All(allWin, metrics => Assert.InRange(metrics.F["sharpe"], metrics.B["sharpe"], 10 * Math.Sqrt(metrics.F["trades"])));
    }

    private static Bars Read(string path) =>
        BarReader.Read(new ArraySegment<byte>(File.ReadAllBytes(SharedData.PathOf(path))), "EURUSD").Bars;

    private static double Profit(Bars bars, params (string, object)[] settings) =>
        Make.Metrics(
            new BacktestObjective([bars], new BacktestSpec("donchian_breakout")),
            Make.Set(settings),
            new Scenario("A", SpreadPips: 0))["pnl_pips"];
}
