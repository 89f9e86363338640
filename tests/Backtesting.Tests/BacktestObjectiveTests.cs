using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests;

public class BacktestObjectiveTests
{
    private static readonly Scenario Base = Scenario.Defaults[1];

    [Fact]
    public void Constructor_UnknownStrategy_NamesAllProblems()
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => new BacktestObjective([], new BacktestSpec("ma_crss", 0)));

        Assert.Equal(
            [
                "strategy: there is no strategy 'ma_crss'. Known are ma_cross, rsi_reversion, bollinger_breakout, bollinger_reversion, "
                    + "donchian_breakout, macd.",
                "slices is 0, but must be 1 or more.",
                "data: a backtest needs the bars of at least one symbol.",
            ],
            error.Problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public void Evaluate_UnknownSetting_SaysWhichThereAre()
    {
        var objective = new BacktestObjective([Make.RandomBars(new Random(1), 50)], new BacktestSpec("rsi_reversion"));

        InvalidInputException error = Assert.Throws<InvalidInputException>(() => Make.Metrics(objective, Make.Set(("fast", 3)), Base));

        Assert.StartsWith(
            "parameters.fast: the strategy rsi_reversion has no setting 'fast'. It has period, oversold, overbought, stop_pips, ",
            error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fast", 2.5, "fast is 2.5, but must be a whole number from 1 to 100000.")]
    [InlineData("fast", 0, "fast is 0, but must be a whole number from 1 to 100000.")]
    [InlineData("stop_pips", -1.0, "stop_pips is -1, but must be a number, 0 or more.")]
    [InlineData("stop_pips", double.NaN, "stop_pips is NaN, but must be a number, 0 or more.")]
    [InlineData("type", "wma", "type is 'wma', but must be sma or ema. Did you mean sma?")]
    [InlineData("exit_on_opposite", "yes", "exit_on_opposite is 'yes', but must be true or false.")]
    [InlineData("stop_atr", 2.0, "stop_pips is 20 and stop_atr is 2, but only one of them can set the level. Set the other to 0.")]
    public void Evaluate_InvalidValue_FailsThatTrialOnly(string name, object value, string reason)
    {
        var objective = new BacktestObjective([Make.RandomBars(new Random(1), 200)], new BacktestSpec("ma_cross"));
        var good = Make.Set(("fast", 2), ("slow", 5));
        var bad = name == "stop_atr" ? Make.Set(("stop_pips", 20), (name, value)) : Make.Set((name, value));
        var table = new MetricTable(3, objective.Metrics.Count);

        objective.Evaluate([good, bad, good], Base, 1, table, default);

        Assert.Equal([null, reason, null], Enumerable.Range(0, 3).Select(table.Failure));
        Assert.All(table.Row(1).ToArray(), metric => Assert.True(double.IsNaN(metric)));
        Assert.Equal(table.Row(0).ToArray(), table.Row(2).ToArray());
        Assert.True(table.Row(0)[0] > 0);
    }

    [Fact]
    public void Evaluate_SeveralSymbols_PoolsThem()
    {
        Bars[] bars = [Make.RandomBars(new Random(1), 500, "EURUSD"), Make.RandomBars(new Random(2), 400, "USDJPY")];
        ParameterSet trial = Make.Set(("fast", 2), ("slow", 7), ("stop_pips", 30.0));
        Dictionary<string, double>[] alone = [
            .. bars.Select(one => Make.Metrics(new BacktestObjective([one], new BacktestSpec("ma_cross")), trial, Base))
        ];

        Dictionary<string, double> both = Make.Metrics(new BacktestObjective(bars, new BacktestSpec("ma_cross")), trial, Base);

        Assert.Equal(3 * BacktestMetrics.Names.Count, both.Count);
        foreach (string name in BacktestMetrics.Names)
        {
            Assert.Equal(alone[0][name], both[name + ":EURUSD"]);
            Assert.Equal(alone[1][name], both[name + ":USDJPY"]);
        }

        foreach (string sum in (string[])["trades", "wins", "pnl_pips"])
            Assert.Equal(alone[0][sum] + alone[1][sum], both[sum], 1e-9);
        foreach (string drawdown in (string[])["max_drawdown_pips", "max_drawdown_closed_pips"])
            Assert.InRange(both[drawdown], 1, alone[0][drawdown] + alone[1][drawdown]);
        Assert.Equal(Math.Max(alone[0]["longest_losing_run"], alone[1]["longest_losing_run"]), both["longest_losing_run"]);
    }

    [Fact]
    public void Evaluate_SettingsThatMeanTheSame_GiveTheSame()
    {
        // No filter, written in four ways; enough of each to be worth tables.
        ParameterSet[] trials =
        [
            .. from fast in Enumerable.Range(2, 6)
               from hours in (int[])[0, 5, 17, 24]
               select Make.Set(("fast", fast), ("slow", 9), ("stop_pips", 15.0), ("hours_from", hours), ("hours_to", hours)),
        ];
        var objective = new BacktestObjective([Make.RandomBars(new Random(8), 800)], new BacktestSpec("ma_cross"));
        var table = new MetricTable(trials.Length, objective.Metrics.Count);

        objective.Evaluate(trials, Base, 1, table, default);

        for (int trial = 0; trial < trials.Length; trial++)
            Assert.Equal(table.Row(trial / 4 * 4).ToArray(), table.Row(trial).ToArray());
        Assert.True(table.Row(0)[0] > 0);
    }

    [Fact]
    public void Evaluate_AnyBatchingAndThreads_GivesTheSame()
    {
        Bars bars = Make.RandomBars(new Random(9), 1500);
        ParameterSet[] trials =
        [
            .. from fast in Enumerable.Range(2, 5)
               from slow in Enumerable.Range(8, 5)
               from stop in (double[])[0, 10, 20]
               from limit in (int[])[0, 5, 30]
               select Make.Set(("fast", fast), ("slow", slow), ("stop_pips", stop), ("max_bars", limit)),
        ];
        var whole = new MetricTable(trials.Length, BacktestMetrics.Names.Count);
        new BacktestObjective([bars], new BacktestSpec("ma_cross")).Evaluate(trials, Base, 1, whole, default);

        foreach (int size in (int[])[1, 7, 40])
        {
            var objective = new BacktestObjective([bars], new BacktestSpec("ma_cross"));
            Parallel.ForEach(Enumerable.Range(0, (trials.Length + size - 1) / size), new ParallelOptions { MaxDegreeOfParallelism = 4 },
                chunk =>
            {
                ParameterSet[] some = [.. trials.Skip(chunk * size).Take(size)];
                var table = new MetricTable(some.Length, objective.Metrics.Count);
                objective.Evaluate(some, Base, 1, table, default);
                for (int i = 0; i < some.Length; i++)
                    Assert.Equal(whole.Row((chunk * size) + i).ToArray(), table.Row(i).ToArray());
            });
        }
    }

    [Fact]
    public void Evaluate_Folds_ReportsEachStepAndClosesPositionsBetween()
    {
        Bars bars = Make.RandomBars(new Random(5), 1000);
        ParameterSet trial = Make.Set(("fast", 3), ("slow", 9));
        var objective = new BacktestObjective([bars], new BacktestSpec("ma_cross", Slices: 4));
        var all = new MetricTable(1, objective.Metrics.Count);
        var two = new MetricTable(1, objective.Metrics.Count);

        objective.Evaluate([trial], Base, 4, all, default);
        objective.Evaluate([trial], Base, 2, two, default);

        double[] steps = all.StepMetrics(0)!;
        int columns = objective.Metrics.Count;
        Assert.Equal(4 * columns, steps.Length);
        Assert.Equal(all.Row(0).ToArray(), steps[^columns..]);
        Assert.Equal(two.Row(0).ToArray(), steps[columns..(2 * columns)]);
        // The first slice alone is the same as a scenario that ends there.
        Scenario quarter = Base with { To = new DateTime(bars.Times[250], DateTimeKind.Utc) };
        Assert.Equal(Make.Metrics(new BacktestObjective([bars], new BacktestSpec("ma_cross")), trial, quarter).Values, steps[..columns]);
    }

    [Fact]
    public void Evaluate_ScenarioWindow_WarmsUpOnEarlierBars()
    {
        Bars bars = Make.RandomBars(new Random(6), 600);
        ParameterSet trial = Make.Set(("fast", 3), ("slow", 100));
        Scenario late = Base with { From = new DateTime(bars.Times[500], DateTimeKind.Utc) };

        Dictionary<string, double> warm = Make.Metrics(new BacktestObjective([bars], new BacktestSpec("ma_cross")), trial, late);
        Dictionary<string, double> cold = Make.Metrics(
            new BacktestObjective([bars.Slice(500, 100)], new BacktestSpec("ma_cross")), trial, Base);

        Assert.True(warm["trades"] > 0);
        Assert.Equal(0, cold["trades"]);
    }

    [Fact]
    public void Evaluate_NoBarsInTheWindow_HasNoTrades()
    {
        Bars bars = Make.RandomBars(new Random(6), 60);
        Scenario never = Base with { From = new DateTime(2050, 1, 1, 0, 0, 0, DateTimeKind.Utc) };

        Dictionary<string, double> metrics = Make.Metrics(new BacktestObjective([bars], new BacktestSpec("macd", 3)), Make.Set(), never);

        foreach (BacktestMetric metric in BacktestMetrics.All)
            Assert.Equal(metric.Trades == 0 ? 0 : double.NaN, metrics[metric.Name]);
    }
}
