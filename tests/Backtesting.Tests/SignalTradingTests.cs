using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Signals;
using ServerlessTuner.Core.Backtesting.Strategies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests;

public class SignalTradingTests
{
    private static readonly ParameterSet Values = new(
        ["fast", "slow", "stop_atr", "target_atr", "max_bars", "exit_on_opposite"],
        [
            ParameterValue.Of(4), ParameterValue.Of(11), ParameterValue.Of(1.5), ParameterValue.Of(2.5), ParameterValue.Of(17),
            ParameterValue.Of(false)
        ]);

    private static readonly ExitRules Rules = new() { StopAtr = 1.5, TargetAtr = 2.5, AtrPeriod = 14, MaxBars = 17 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Evaluate_SignalsOfAStrategy_GivesItsMetrics(int symbols)
    {
        Bars[] bars = [.. Enumerable.Range(0, symbols).Select(i => Make.RandomBars(new Random(7 + i), 3000, $"S{i}"))];
        var objective = new BacktestObjective(bars, new BacktestSpec("ma_cross"));
        var expected = new MetricTable(1, objective.Metrics.Count);
        objective.Evaluate([Values], Scenario.Defaults[2], 1, expected, CancellationToken.None);
        SignalRule rule = StrategyRegistry.Find("ma_cross")!.Compile(new ParameterSet(["type", "fast", "slow"], [ParameterValue.Of("sma"), Values.Values[0], Values.Values[1]]));

        double[] found = new SignalTrading(bars).Evaluate(
            [.. bars.Select(one => ReferenceKernel.Turns(rule, new PointSeries(one), []))],
            [.. bars.Select(one => (IReadOnlyList<Range>)[0..one.Count])],
            Rules,
            Scenario.Defaults[2]);

        Assert.True(found[0] > 20);
        Assert.Equal(expected.Row(0)[..BacktestMetrics.Count].ToArray(), found);
    }

    [Fact]
    public void Evaluate_Ranges_TradeNothingBetween()
    {
        Bars bars = Make.RandomBars(new Random(3), 500);
        sbyte[] always = [.. Enumerable.Repeat((sbyte)1, 500)];

        double[] first = Trades(100..200), second = Trades(300..350), both = Trades(100..200, 300..350);

        Assert.Equal(first[0] + second[0], both[0]);
        Assert.Equal(first[3] + second[3], both[3], 9);

        double[] Trades(params Range[] ranges) =>
            new SignalTrading([bars]).Evaluate([always], [ranges], Rules, Scenario.Defaults[1]);
    }
}
