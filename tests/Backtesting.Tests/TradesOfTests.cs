using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests;

/// <summary>The trades of a trial against the metrics that are made of them.</summary>
public sealed class TradesOfTests
{
    [Fact]
    public void TradesOf_RandomBars_AddUpToTheMetrics()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            Bars[] bars = [Make.RandomBars(random, 600), Make.RandomBars(random, 500, "USDJPY")];
            var objective = new BacktestObjective(bars, new BacktestSpec("ma_cross", Slices: random.Next(1, 4)));
            ParameterSet trial = Make.Set(
                ("fast", random.Next(2, 5)), ("slow", random.Next(6, 20)), ("stop_pips", random.Next(0, 60)), ("target_pips", random.Next(0, 60)));
            foreach (Scenario scenario in Scenario.Defaults)
            {
                var table = new MetricTable(1, objective.Metrics.Count);
                objective.Evaluate([trial], scenario, objective.Steps, table, default);

                IReadOnlyList<SymbolTrades> found = objective.TradesOf(trial, scenario, default);

                Assert.Equal(["EURUSD", "USDJPY"], found.Select(symbol => symbol.Bars.Symbol));
                foreach (SymbolTrades symbol in found)
                {
                    Assert.Equal(Metric($"trades:{symbol.Bars.Symbol}"), symbol.Trades.Count);
                    Assert.Equal(Metric($"pnl_pips:{symbol.Bars.Symbol}"), symbol.Trades.Sum(trade => trade.ProfitPips), 1e-7);
                    Assert.All(symbol.Trades, trade => Check(symbol.Bars, trade));
                }

                double Metric(string name) => table.Row(0)[objective.Metrics.ToList().IndexOf(name)];
            }
        }
    }

    [Fact]
    public void TradesOf_ValuesThatTheStrategyRefuses_SaysWhy()
    {
        var objective = new BacktestObjective([Make.RandomBars(new Random(1), 50)], new BacktestSpec("ma_cross"));

        InvalidInputException fault = Assert.Throws<InvalidInputException>(
            () => objective.TradesOf(Make.Set(("fast", 0)), Scenario.Defaults[1], default));

        Assert.Contains("fast is 0, but must be a whole number", fault.Message, StringComparison.Ordinal);
    }

    private static void Check(Bars bars, BacktestTrade trade)
    {
        int entry = Array.BinarySearch(bars.Times, trade.EntryTime), exit = Array.BinarySearch(bars.Times, trade.ExitTime);
        Assert.InRange(entry, 0, exit);
        Assert.Equal(bars.Open[entry], trade.EntryPrice, bars.PipSize / 100);
        Assert.InRange(
            trade.ExitPrice,
            Math.Min(bars.Low[exit], bars.Open[exit]) - (bars.PipSize / 100),
            Math.Max(bars.High[exit], bars.Open[exit]) + (bars.PipSize / 100));
        // Costs are never negative here.
        Assert.True(trade.Side * (trade.ExitPrice - trade.EntryPrice) / bars.PipSize >= trade.ProfitPips - 1e-6);
        Assert.True(trade.WorstPips <= trade.ProfitPips + 1e-9);
    }
}
