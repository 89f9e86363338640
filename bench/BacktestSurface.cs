using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Bench;

/// <summary>Backtests as functions for samplers: the negative Sharpe ratio under the base scenario.</summary>
internal static class BacktestSurface
{
    /// <summary>One on generated bars, and one on real bars where the file lies beside the repository.</summary>
    public static IEnumerable<SamplerFunction> All
    {
        get
        {
            yield return Make("backtest-6 generated", () => BarGenerator.Generate(new BarGeneratorOptions { Seed = 7 }));
            string path = KernelGrids.DefaultPath();
            if (File.Exists(path))
                yield return Make("backtest-6 EURUSD H1", () => KernelGrids.Read(path));
        }
    }

    private static SamplerFunction Make(string name, Func<Bars> bars)
    {
        var space = new SearchSpace(
            [
                new("fast", new IntegerDistribution(2, 80)),
                new("slow", new IntegerDistribution(10, 400, Log: true)),
                new("type", new CategoricalDistribution([ParameterValue.Of("sma"), ParameterValue.Of("ema")])),
                new("stop_atr", new FloatDistribution(0.5, 8, 0.25)),
                new("target_atr", new FloatDistribution(0.5, 12, 0.25)),
                new("max_bars", new IntegerDistribution(4, 240, 4)),
            ],
            [ExpressionConstraint.Create("fast < slow", ["fast", "slow"])]);
        var objective = new Lazy<BacktestObjective>(() => new BacktestObjective([bars()], new BacktestSpec("ma_cross")));
        return new SamplerFunction(name, space, values =>
        {
            var table = new MetricTable(1, objective.Value.Metrics.Count);
            objective.Value.Evaluate([values], Scenario.Defaults[1], 1, table, default);
            return -table.Row(0)[objective.Value.Metrics.ToList().IndexOf("sharpe")];
        });
    }
}
