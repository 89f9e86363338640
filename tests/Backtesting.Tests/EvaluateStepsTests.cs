using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests;

public sealed class EvaluateStepsTests
{
    [Fact]
    public void Backtest_StepByStep_EqualsTheFastKernelToTheLastBitAfterEveryStep()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            Bars[] symbols = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Make.RandomBars(random, random.Next(40, 700)))];
            int folds = random.Next(1, 7);
            var objective = new BacktestObjective(symbols, new BacktestSpec("ma_cross", folds));
            var trial = new ParameterSet(
                ["fast", "slow", "stop_pips", "target_atr", "max_bars", "trailing_pips"],
                [
                    ParameterValue.Of((long)random.Next(2, 9)),
                    ParameterValue.Of((long)random.Next(10, 30)),
                    ParameterValue.Of((double)random.Next(0, 60)),
                    ParameterValue.Of(random.Next(0, 4) / 2.0),
                    ParameterValue.Of((long)random.Next(0, 40)),
                    ParameterValue.Of((double)random.Next(0, 50))
                ]);
            Scenario scenario = Scenario.Defaults[random.Next(3)];
            var whole = new MetricTable(1, objective.Metrics.Count);
            objective.Evaluate([trial], scenario, folds, whole, CancellationToken.None);
            var stepped = new MetricTable(1, objective.Metrics.Count);
            var rows = new List<double>();

            objective.EvaluateSteps(trial, scenario, alone: false, stepped, (_, row) => Keep(rows, row), CancellationToken.None);

            Assert.Null(whole.Failure(0));
            Assert.Equal(whole.Row(0).ToArray(), stepped.Row(0).ToArray());
            Assert.Equal(whole.StepMetrics(0) ?? whole.Row(0).ToArray(), rows);
        }
    }

    [Fact]
    public void Backtest_SlicesAlone_HaveTradesThatAddUp()
    {
        var random = new Random(3);
        var objective = new BacktestObjective([Make.RandomBars(random, 900)], new BacktestSpec("ma_cross", 5));
        var trial = new ParameterSet(["fast", "slow"], [ParameterValue.Of(3L), ParameterValue.Of(12L)]);
        int trades = objective.Metrics.ToList().IndexOf("trades");
        var table = new MetricTable(1, objective.Metrics.Count);
        double sum = 0;

        objective.EvaluateSteps(
            trial,
            Scenario.Defaults[1],
            alone: true,
            table,
            (_, row) =>
            {
                sum += row[trades];
                return true;
            },
            CancellationToken.None);

        Assert.True(sum > 20);
        Assert.Equal(table.Row(0)[trades], sum);
    }

    [Fact]
    public void Backtest_ToldToStop_KeepsWhatWasReached()
    {
        var objective = new BacktestObjective([Make.RandomBars(new Random(4), 600)], new BacktestSpec("ma_cross", 4));
        var trial = new ParameterSet(["fast", "slow"], [ParameterValue.Of(3L), ParameterValue.Of(12L)]);
        var whole = new MetricTable(1, objective.Metrics.Count);
        objective.Evaluate([trial], Scenario.Defaults[1], 2, whole, CancellationToken.None);
        var stopped = new MetricTable(1, objective.Metrics.Count);
        int heard = 0;

        objective.EvaluateSteps(
            trial, Scenario.Defaults[1], alone: false, stopped, (step, _) => (heard = step) < 2, CancellationToken.None);

        Assert.Equal(2, heard);
        Assert.Equal(whole.Row(0).ToArray(), stopped.Row(0).ToArray());
    }

    private static bool Keep(List<double> rows, ReadOnlySpan<double> row)
    {
        rows.AddRange(row);
        return true;
    }
}
