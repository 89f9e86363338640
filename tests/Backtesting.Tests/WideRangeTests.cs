using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests;

/// <summary>Prices whose range no table of 16 bits holds, under stops and targets that many trials share.</summary>
public class WideRangeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Evaluate_PricesThatFitNoTicks_EqualsTheReference(int symbols)
    {
        Bars[] bars = [.. Enumerable.Range(0, symbols).Select(i => Wide(Make.RandomBars(new Random(40 + i), 9000, $"S{i}")))];
        Assert.All(bars, one => Assert.Null(new PointSeries(one).Ticks));
        ParameterSet[] trials = [
            .. from stop in new[] { 20.0, 50, 90, 130 }
               from target in new[] { 30.0, 80, 110, 200 }
               from fast in new[] { 3, 5, 8 }
               select new ParameterSet(
                   ["fast", "slow", "stop_pips", "target_pips"],
                   [ParameterValue.Of(fast), ParameterValue.Of(21), ParameterValue.Of(stop), ParameterValue.Of(target)])
        ];

        Assert.Equal(Rows(static () => new ReferenceKernel()), Rows(static () => new FastKernel()));

        double[][] Rows(Func<IBacktestKernel> kernel)
        {
            var objective = new BacktestObjective(bars, new BacktestSpec("ma_cross"), kernel);
            var table = new MetricTable(trials.Length, objective.Metrics.Count);
            objective.Evaluate(trials, Scenario.Defaults[2], 1, table, CancellationToken.None);
            return [.. Enumerable.Range(0, trials.Length).Select(row => table.Row(row).ToArray())];
        }
    }

    // The same moves around a level that climbs from one to eight.
    private static Bars Wide(Bars bars)
    {
        double[] Lift(double[] prices) => [.. prices.Select((price, i) => price + (7.0 * i / prices.Length))];
        return new Bars(
            bars.Symbol,
            bars.PipSize,
            bars.Times,
            Lift(bars.Open),
            Lift(bars.High),
            Lift(bars.Low),
            Lift(bars.Close),
            bars.Volume,
            [.. bars.Spread.Select((spread, i) => spread * (1 + (i % 5)))]);
    }
}
