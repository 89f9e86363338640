using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Signals;
using ServerlessTuner.Core.Backtesting.Strategies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests;

/// <summary>Changing any bar after t changes no decision at or before t.</summary>
public class LookAheadTests
{
    public static TheoryData<string> Names() => [.. StrategyRegistry.All.Select(strategy => strategy.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Turns_LaterBarsChanged_StayAsTheyWere(string name)
    {
        IStrategy strategy = StrategyRegistry.Find(name)!;
        var random = new Random(11);
        for (int round = 0; round < 40; round++)
        {
            SignalRule rule = strategy.Compile(
                Make.Complete(strategy.Settings, [.. strategy.Settings.Select(setting => (setting.Name, Value(setting)))]));
            Bars bars = Make.RandomBars(random, 400);
            int last = random.Next(1, 400);
            Bars changed = WithOtherFuture(bars, last, random);

            Assert.Equal(
                ReferenceKernel.Turns(rule, new PointSeries(bars), [])[..(last + 1)],
                ReferenceKernel.Turns(rule, new PointSeries(changed), [])[..(last + 1)]);

            // What the fast kernel trades up to the bar after t does not change either: the entries are at opens that exist.
            Scenario until = Make.NoCosts with { To = new DateTime(bars.Times[last] + 1, DateTimeKind.Utc) };
            foreach (VectorLevel level in VectorLevels.Supported)
            {
                Assert.Equal(
                    Kernels.Run(new FastKernel(level), bars, Batch(rule), until),
                    Kernels.Run(new FastKernel(level), changed, Batch(rule), until));
            }
        }

        object Value(Setting setting) => setting.Kind switch
        {
            SettingKind.Integer => random.Next(1, 30),
            SettingKind.Text => setting.Choices![random.Next(setting.Choices.Count)],
            _ => setting.Name is "width" ? random.NextDouble() * 2 : (object)(double)random.Next(25, 76),
        };
    }

    // Rules that look at ranges, trails and times all at once.
    private static BacktestBatch Batch(SignalRule rule)
    {
        ExitRules[] exits =
        [
            new() { StopPips = 20, TargetAtr = 2, AtrPeriod = 14 },
            new() { TrailingAtr = 2, AtrPeriod = 5, MaxBars = 20 },
            new() { TrailingPips = 15, BreakEvenPips = 10 },
        ];
        return new([rule], exits, [0, 0, 0], [0, 1, 2], 1, 1);
    }

    private static Bars WithOtherFuture(Bars bars, int last, Random random)
    {
        Bars other = Make.RandomBars(random, bars.Count);
        return new Bars(
            bars.Symbol,
            bars.PipSize,
            bars.Times,
            Mix(bars.Open, other.Open),
            Mix(bars.High, other.High),
            Mix(bars.Low, other.Low),
            Mix(bars.Close, other.Close),
            bars.Volume,
            Mix(bars.Spread, other.Spread));

        double[] Mix(double[] past, double[] future) => [.. past[..(last + 1)], .. future[(last + 1)..]];
    }
}
