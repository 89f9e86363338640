using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Signals;
using ServerlessTuner.Core.Backtesting.Strategies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests;

/// <summary>The fast kernel gives what the reference gives, to the last bit, at every vector level.</summary>
public class KernelEqualityTests
{
    private static readonly string[] Symbols = ["EURUSD", "USDJPY"];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Run_RandomBatch_EqualsReference(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 25; round++)
        {
            int count = random.Next(4) switch
            {
                0 => random.Next(0, 12), 1 => random.Next(12, 140), 2 => random.Next(140, 700), _ => random.Next(700, 5200)
            };
            Bars bars = Make.RandomBars(random, count, Symbols[random.Next(2)]);
            // Some prices do not fit the ticks of the fast kernel, and some move further than it can sum up in few bits.
            if (random.Next(4) == 0)
                Scale(bars, i => 1.0000123);
            else if (random.Next(6) == 0)
                Scale(bars, i => i < count / 2 ? 1 : 3);
            // A spread below 0 pays for trades: the bounds of how low they were must not rest on costs.
            for (int i = 0; i < count && random.Next(6) != 0 && seed % 4 == 0; i++)
                bars.Spread[i] -= random.Next(0, 60) * bars.PipSize / 10;
            Scenario scenario = RandomScenario(random, bars);
            BacktestBatch batch = RandomBatch(random);
            TradeStatistics[] expected = Kernels.Run(new ReferenceKernel(), bars, batch, scenario);

            foreach (VectorLevel level in VectorLevels.Supported)
            {
                TradeStatistics[] found = Kernels.Run(new FastKernel(level), bars, batch, scenario);
                for (int i = 0; i < expected.Length; i++)
                {
                    Assert.True(
                        expected[i].Equals(found[i]),
                        $"{level}, round {round}, result {i}: {batch.Signals[batch.SignalOf[i / batch.Steps]]} "
                            + $"{batch.Exits[batch.ExitOf[i / batch.Steps]]} {scenario}");
                }
            }
        }
    }

    [Fact]
    public void Run_MoreRulesAndExitsThanABlockHolds_EqualsReference()
    {
        var random = new Random(5);
        Bars bars = Make.RandomBars(random, 2200);
        SignalRule[] signals = [.. Enumerable.Range(0, 260).Select(i => new SignalRule(
            new SmaLine(i + 1) > new SmaLine(i + 5), new SmaLine(i + 1) < new SmaLine(i + 5), FirstIsSilent: true))];
        // Shapes of their own, so that there are more groups than are folded at a time.
        ExitRules[] exits = [.. Enumerable.Range(0, 20).Select(i => ExitSettings.Compile(Make.Complete(
            ExitSettings.All, ("stop_pips", 5.0 + i), ("target_pips", 9.0), ("hours_from", i), ("hours_to", 24))))];
        int trials = signals.Length * exits.Length;
        var batch = new BacktestBatch(
            signals, exits, [
                .. Enumerable.Range(0, trials).Select(i => i / exits.Length)
            ], [.. Enumerable.Range(0, trials).Select(i => i % exits.Length)], 1, 1);
        var scenario = new Scenario("base", SpreadPips: 1);

        TradeStatistics[] expected = Kernels.Run(new ReferenceKernel(), bars, batch, scenario);

        foreach (VectorLevel level in VectorLevels.Supported)
            Assert.Equal(expected, Kernels.Run(new FastKernel(level), bars, batch, scenario));
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 24)];

    internal static void Scale(Bars bars, Func<int, double> factor)
    {
        foreach (double[] prices in (double[][])[bars.Open, bars.High, bars.Low, bars.Close])
        {
            for (int i = 0; i < prices.Length; i++)
                prices[i] *= factor(i);
        }
    }

    internal static BacktestBatch RandomBatch(Random random)
    {
        IStrategy strategy = StrategyRegistry.All[random.Next(StrategyRegistry.All.Count)];
        SignalRule[] signals = [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => RandomRule(strategy, random)).Distinct()];
        ExitRules[] exits = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => RandomExits(random)).Distinct()];
        int slices = random.Next(3) == 0 ? random.Next(2, 7) : 1;
        int steps = random.Next(1, slices + 1);
        if (random.Next(2) == 0)
        {
            // A whole grid.
            int trials = signals.Length * exits.Length;
            return new(
                signals,
                exits,
                [.. Enumerable.Range(0, trials).Select(i => i / exits.Length)],
                [.. Enumerable.Range(0, trials).Select(i => i % exits.Length)],
                slices,
                steps);
        }

        int some = random.Next(1, 60);
        return new(
            signals,
            exits,
            [.. Enumerable.Range(0, some).Select(_ => random.Next(signals.Length))],
            [.. Enumerable.Range(0, some).Select(_ => random.Next(exits.Length))],
            slices,
            steps);
    }

    private static SignalRule RandomRule(IStrategy strategy, Random random)
    {
        SignalRule rule = strategy.Compile(
            Make.Complete(strategy.Settings, [.. strategy.Settings.Select(setting => (setting.Name, Value(setting)))]));
        // Rules of several comparisons are for strategies to come.
        return random.Next(5) switch
        {
            0 => rule with { Long = rule.Long & (new CloseLine() > new SmaLine(random.Next(1, 30))) },
            1 => rule with { Short = rule.Short | (new EmaLine(random.Next(1, 9)) < new CloseLine()), FirstIsSilent = !rule.FirstIsSilent },
            _ => rule,
        };

        object Value(Setting setting) => setting.Kind switch
        {
            SettingKind.Integer => random.Next(1, random.Next(10) switch { 0 => 1300, 1 or 2 => 120, _ => 12 }),
            SettingKind.Text => setting.Choices![random.Next(setting.Choices.Count)],
            _ => setting.Name is "width" ? random.Next(0, 12) / 4.0 : (object)(double)random.Next(20, 81),
        };
    }

    private static ExitRules RandomExits(Random random)
    {
        bool stopInAtr = random.Next(4) == 0,
            targetInAtr = random.Next(4) == 0,
            trailInAtr = random.Next(2) == 0,
            moves = random.Next(3) == 0;
        return ExitSettings.Compile(Make.Complete(
            ExitSettings.All,
            ("stop_pips", !stopInAtr && Chance(0.7) ? Pips() : 0.0),
            ("stop_atr", stopInAtr ? random.Next(1, 12) / 4.0 : 0.0),
            ("target_pips", !targetInAtr && Chance(0.7) ? Pips() : 0.0),
            ("target_atr", targetInAtr ? random.Next(1, 20) / 4.0 : 0.0),
            ("atr_period", random.Next(1, 4) * 7),
            ("max_bars", Chance(0.4) ? random.Next(1, 60) : 0),
            ("exit_on_opposite", Chance(0.85)),
            ("trailing_pips", moves && !trailInAtr ? Pips() : 0.0),
            ("trailing_atr", moves && trailInAtr && Chance(0.7) ? random.Next(1, 9) / 3.0 : 0.0),
            ("break_even_pips", moves && Chance(0.6) ? Pips() : 0.0),
            ("hours_from", Chance(0.2) ? random.Next(0, 25) : 0),
            ("hours_to", Chance(0.2) ? random.Next(0, 25) : 24),
            ("direction", Chance(0.8) ? "both" : Chance(0.5) ? "long" : "short")));

        bool Chance(double probability) => random.NextDouble() < probability;
        double Pips() => random.Next(3) switch { 0 => random.Next(1, 10), 1 => random.Next(1, 100), _ => random.NextDouble() * 30 };
    }

    internal static Scenario RandomScenario(Random random, Bars bars) => new(
        "random",
        SpreadFactor: random.NextDouble() * 2,
        SpreadPips: random.Next(3) == 0 ? random.NextDouble() * 3 : null,
        SlippagePips: random.Next(3) * 0.1,
        CommissionPips: random.Next(2) * 0.35,
        DelayBars: random.Next(3) == 0 ? random.Next(1, 5) : 0,
        From: bars.Count > 0 && random.Next(4) == 0 ? new DateTime(bars.Times[random.Next(bars.Count)], DateTimeKind.Utc) : null,
        To: bars.Count > 0 && random.Next(4) == 0 ? new DateTime(bars.Times[random.Next(bars.Count)], DateTimeKind.Utc) : null);
}
