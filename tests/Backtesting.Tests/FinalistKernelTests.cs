using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Signals;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests;

/// <summary>Finalists: few trials that often share their signals, and differ in their exits.</summary>
public class FinalistKernelTests
{
    [Theory]
    [InlineData(1, 10, true)]
    [InlineData(2, 10, true)]
    [InlineData(4, 10, false)]
    [InlineData(10, 10, false)]
    [InlineData(1, 2, false)]
    public void Group_ExitsThatFewTrialsHave_AreLookedUpWhereSignalsAreShared(int signals, int trials, bool isLookedUp)
    {
        Bars bars = Make.RandomBars(new Random(1), 300);
        BacktestBatch batch = Batch(
            signals, [.. Enumerable.Range(0, trials).Select(i => new ExitRules { StopPips = 10 + i, TargetPips = 20 })], 1);
        var places = new ExitPlace?[trials];

        ExitGroup[] groups = FastKernel.Group(batch, new PointSeries(bars), places);

        Assert.Equal(isLookedUp ? 1 : 0, groups.Length);
        Assert.All(places, place => Assert.Equal(isLookedUp, place is not null));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Run_ExitsOfOneShapeOnFewSignals_EqualsReference(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 6; round++)
        {
            int count = random.Next(3) == 0 ? random.Next(3, 200) : random.Next(200, 5000);
            Bars bars = Make.RandomBars(random, count);
            // Prices that do not fit 16 bits, spreads below 0, spreads off any grid.
            if (random.Next(4) == 0)
                KernelEqualityTests.Scale(bars, i => i < count / 2 ? 1 : 3);
            for (int i = 0; i < count && random.Next(4) != 0 && seed % 3 == 0; i++)
                bars.Spread[i] = round % 2 == 0 ? -bars.Spread[i] : random.NextDouble() * bars.PipSize;
            int signals = random.Next(1, 4), trials = random.Next(3 * signals, 20);
            // Distances that tie, too.
            ExitRules shape = Shape(random);
            ExitRules[] exits = [
                .. Enumerable.Range(0, trials).Select(_ => shape with
                {
                    StopPips = shape.StopPips > 0 ? random.Next(1, 30) : 0,
                    TargetPips = shape.TargetPips > 0 ? random.Next(1, 40) : 0,
                    StopAtr = shape.StopAtr > 0 ? random.Next(1, 9) / 2.0 : 0,
                    MaxBars = shape.MaxBars > 0 ? random.Next(1, 90) : 0,
                }).Distinct()
            ];
            BacktestBatch batch = Batch(signals, exits, random.Next(1, 5));
            var scenario = new Scenario("random", SpreadFactor: 1.3, SlippagePips: random.Next(2) / 10.0, DelayBars: random.Next(0, 3));
            TradeStatistics[] expected = Kernels.Run(new ReferenceKernel(), bars, batch, scenario);

            foreach (VectorLevel level in VectorLevels.Supported)
                Assert.Equal(expected, Kernels.Run(new FastKernel(level), bars, batch, scenario));
        }
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 12)];

    private static BacktestBatch Batch(int signals, ExitRules[] exits, int slices) => new(
        [
            .. Enumerable.Range(0, signals).Select(i => new SignalRule(
                new SmaLine(2 + i) > new SmaLine(9), new SmaLine(2 + i) < new SmaLine(9), FirstIsSilent: true))
        ],
        exits,
        [.. Enumerable.Range(0, exits.Length).Select(i => i % signals)],
        [.. Enumerable.Range(0, exits.Length)],
        slices,
        slices);

    private static ExitRules Shape(Random random)
    {
        bool inAtr = random.Next(3) == 0, moves = random.Next(3) == 0;
        return new ExitRules
        {
            StopPips = inAtr || random.Next(5) == 0 ? 0 : 1,
            StopAtr = inAtr ? 1 : 0,
            AtrPeriod = 7,
            TargetPips = random.Next(4) == 0 ? 0 : 1,
            MaxBars = random.Next(2),
            TrailingPips = moves ? 12 : 0,
            BreakEvenPips = moves ? random.Next(2) * 6 : 0,
            HoursFrom = random.Next(3) == 0 ? 8 : 0,
        };
    }
}
