using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Tests.Support;

namespace ServerlessTuner.Backtesting.Tests;

public class RealDataTests
{
    [SharedDataFact]
    public void Evaluate_RealQuotes_FastEqualsReferenceAndMakesSense()
    {
        Bars[] bars = [Read("EURUSD_H1.csv"), Read("NZDUSD_H1.csv")];
        ParameterSet[] trials =
        [
            .. from fast in (int[])[5, 20]
               from slow in (int[])[50, 200]
               from stop in (double[])[0, 30]
               from moves in (double[])[0, 20]
               select Make.Set(("fast", fast), ("slow", slow), ("stop_pips", stop), ("target_pips", 2 * stop), ("break_even_pips", moves)),
        ];
        MetricTable[] tables = [.. Kernels.All.Select(kernel =>
        {
            var objective = new BacktestObjective(bars, new BacktestSpec("ma_cross", Slices: 3), kernel);
            var table = new MetricTable(trials.Length, objective.Metrics.Count);
            objective.Evaluate(trials, Scenario.Defaults[2], 3, table, default);
            return table;
        })];

        for (int trial = 0; trial < trials.Length; trial++)
        {
            foreach (MetricTable table in tables)
                Assert.Equal(tables[0].StepMetrics(trial), table.StepMetrics(trial));
            double[] metrics = tables[0].Row(trial).ToArray();
            Assert.All(metrics, metric => Assert.True(double.IsFinite(metric)));
            Assert.InRange(metrics[0], 500, 20_000);
            Assert.InRange(metrics[12], 0.05, 1);
        }
    }

    private static Bars Read(string name) =>
        BarReader.Read(new ArraySegment<byte>(File.ReadAllBytes(SharedData.PathOf(name))), name).Bars;
}
