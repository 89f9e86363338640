using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Backtesting.Portfolio;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests;

/// <summary>Of several symbols the fast kernel gives what the reference gives, to the last bit, at every vector level.</summary>
public class PortfolioEqualityTests
{
    private static readonly string[] Symbols = ["EURUSD", "USDJPY", "GBPUSD"];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Metrics_RandomBatchOfSeveralSymbols_EqualTheReference(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 12; round++)
        {
            Bars[] bars = [.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => RandomSymbol(random))];
            // One symbol twice: all of its trades open and close together.
            if (random.Next(3) == 0)
                bars[^1] = bars[0];
            Scenario scenario = KernelEqualityTests.RandomScenario(random, bars[0]);
            BacktestBatch batch = KernelEqualityTests.RandomBatch(random);
            MarketConditions[] markets = [.. bars.Select(one => new MarketConditions(new PointSeries(one), scenario))];
            double[][] expected = Rows(new ReferenceKernel(), markets, batch);

            foreach (VectorLevel level in VectorLevels.Supported)
            {
                double[][] found = Rows(new FastKernel(level), markets, batch);
                for (int i = 0; i < expected.Length; i++)
                {
                    for (int metric = 0; metric < expected[i].Length; metric++)
                    {
                        Assert.True(
                            expected[i][metric].Equals(found[i][metric]),
                            $"{level}, round {round}, result {i}, metric {metric}: {expected[i][metric]:R} but {found[i][metric]:R}; "
                                + $"{batch.Exits[batch.ExitOf[i / batch.Steps]]} {scenario}");
                    }
                }
            }
        }
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 20)];

    private static Bars RandomSymbol(Random random)
    {
        // Some have no bars or too few for a trade, and some more than a block of time.
        int count = random.Next(6) switch { 0 => random.Next(0, 12), < 4 => random.Next(12, 700), _ => random.Next(2000, 5200) };
        Bars bars = Make.RandomBars(random, count, Symbols[random.Next(Symbols.Length)]);
        if (random.Next(4) == 0)
            KernelEqualityTests.Scale(bars, _ => 1.0000123);
        bool isPaid = random.Next(4) == 0;
        for (int i = 0; i < count && isPaid; i++)
            bars.Spread[i] -= random.Next(0, 60) * bars.PipSize / 10;
        return bars;
    }

    private static double[][] Rows(IBacktestKernel kernel, MarketConditions[] markets, BacktestBatch batch)
    {
        int trials = batch.SignalOf.Length;
        var statistics = new TradeStatistics[markets.Length][];
        var logs = new TradeLog[markets.Length][];
        for (int symbol = 0; symbol < markets.Length; symbol++)
        {
            statistics[symbol] = new TradeStatistics[trials * batch.Steps];
            logs[symbol] = [.. Enumerable.Range(0, trials).Select(_ => new TradeLog())];
            kernel.Run(batch, markets[symbol], statistics[symbol], logs[symbol], default);
        }

        var writer = new MetricRows(markets, batch.Slices);
        var rows = new List<double[]>();
        for (int trial = 0; trial < trials; trial++)
        {
            for (int step = 0; step < batch.Steps; step++)
            {
                double[] row = new double[BacktestMetrics.Count * (markets.Length + 1)];
                writer.Write(
                    step + 1,
                    step + 1,
                    [.. statistics.Select(one => one[(trial * batch.Steps) + step])],
                    [.. logs.Select(one => one[trial].Slices(0, step + 1))],
                    row);
                rows.Add(row);
            }
        }

        return [.. rows];
    }
}
