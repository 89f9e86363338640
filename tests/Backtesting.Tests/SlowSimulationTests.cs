using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Portfolio;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests;

/// <summary>All metrics against a simulation that shares no code with the kernels.</summary>
public class SlowSimulationTests
{
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Metrics_RandomBarsAndSignals_EqualTheSlowSimulation(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 20; round++)
        {
            ExitRules rules = RandomRules(random);
            Scenario costs = new(
                "random",
                SpreadFactor: random.NextDouble() * 2,
                SpreadPips: random.Next(3) == 0 ? random.Next(4) : null,
                SlippagePips: random.Next(3) * 0.1,
                DelayBars: random.Next(4) == 0 ? random.Next(3) : 0);
            Bars[] bars = [
                .. Enumerable.Range(0, random.Next(1, 4)).Select(
                    i => Make.RandomBars(random, random.Next(30, 400), i == 1 ? "USDJPY" : "EURUSD"))
            ];
            string[] scripts = [.. bars.Select(one => Script(random, one.Count))];
            SlowSimulation[] slow = [.. bars.Select((one, i) => new SlowSimulation(one, scripts[i], rules, costs))];
            Dictionary<string, double> expected = SlowSimulation.Metrics(slow);

            foreach (Func<IBacktestKernel> kernel in Kernels.All)
            {
                Dictionary<string, double> found = Run(kernel, bars, scripts, rules, costs);
                foreach ((string name, double value) in expected)
                    Assert.True(
                        Same(value, found[name]),
                        $"{name}: {value} but {found[name]}; round {round}, {bars.Length} symbols, {rules} {costs}");
            }
        }
    }

    [Fact]
    public void Metrics_ASymbolGivenTwice_KeepsRatiosAndDoublesDrawdowns()
    {
        var random = new Random(3);
        Bars bars = Make.RandomBars(random, 900);
        string script = Script(random, 900);
        ExitRules rules = new() { StopPips = 12, TargetPips = 25 };
        Scenario costs = Scenario.Defaults[1];

        Dictionary<string, double> once = Run(Kernels.All[^1], [bars], [script], rules, costs);
        Dictionary<string, double> twice = Run(Kernels.All[^1], [bars, bars], [script, script], rules, costs);

        foreach (
            string ratio in (string[])[
                "sharpe", "sortino", "sqn", "recovery_factor", "profit_factor", "win_rate", "exposure", "max_open_loss_pips"
            ])
            Assert.Equal(once[ratio], twice[ratio], 1e-9);
        foreach (string sum in (string[])["trades", "pnl_pips", "max_drawdown_pips", "max_drawdown_closed_pips"])
            Assert.Equal(2 * once[sum], twice[sum], 1e-9);
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 12)];

    private static bool Same(double expected, double found) =>
        double.IsNaN(expected) ? double.IsNaN(found) : Math.Abs(expected - found) <= 1e-6 * Math.Max(1, Math.Abs(expected));

    private static string Script(Random random, int count)
    {
        int pace = random.Next(2, 30);
        return string.Concat(Enumerable.Range(0, count).Select(_ => random.Next(pace) switch { 0 => 'L', 1 => 'S', _ => '.' }));
    }

    private static ExitRules RandomRules(Random random) => new()
    {
        StopPips = random.Next(3) == 0 ? 0 : random.Next(1, 40),
        TargetPips = random.Next(3) == 0 ? 0 : random.Next(1, 60),
        TrailingPips = random.Next(4) == 0 ? random.Next(1, 30) : 0,
        BreakEvenPips = random.Next(4) == 0 ? random.Next(1, 30) : 0,
        MaxBars = random.Next(3) == 0 ? random.Next(1, 20) : 0,
        ExitOnOpposite = random.Next(4) != 0,
        Direction = random.Next(4) switch { 0 => TradeDirection.Long, 1 => TradeDirection.Short, _ => TradeDirection.Both },
    };

    private static Dictionary<string, double> Run(
        Func<IBacktestKernel> kernel, Bars[] bars, string[] scripts, ExitRules rules, Scenario costs)
    {
        MarketConditions[] markets = [.. bars.Select(one => new MarketConditions(new PointSeries(one), costs))];
        var statistics = new TradeStatistics[bars.Length];
        var trades = new ReadOnlyMemory<LoggedTrade>[bars.Length];
        for (int symbol = 0; symbol < bars.Length; symbol++)
        {
            // In company, so that exits are worth a table.
            var batch = new BacktestBatch([ScriptedLine.Rule(scripts[symbol])], [rules], [0, 0, 0], [0, 0, 0], 1, 1);
            var results = new TradeStatistics[3];
            TradeLog[]? logs = bars.Length > 1 ? [new(), new(), new()] : null;
            kernel().Run(batch, markets[symbol], results, logs, default);
            statistics[symbol] = results[0];
            trades[symbol] = logs?[0].Slices(0, 1) ?? default;
        }

        double[] row = new double[BacktestMetrics.Count * (bars.Length + 1)];
        new MetricRows(markets, 1).Write(1, 1, statistics, trades, row);
        return BacktestMetrics.Names.Select((name, i) => (name, row[i])).ToDictionary(pair => pair.name, pair => pair.Item2);
    }
}
