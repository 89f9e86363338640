using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Learning.Tests.Environments;

public class ExecutionTests
{
    private static readonly Scenario Costly = new("costly", SlippagePips: 0.3, CommissionPips: 0.5, DelayBars: 1);

    [Fact]
    public void Judge_Twap_ScoresExactlyZero()
    {
        SettingValues settings = MarketCase.Settings(
            "ppo", "execution", ("impact_bps", ParameterValue.Of(2.0)), ("risk_aversion", ParameterValue.Of(0.001)));
        var world = new ExecutionWorld(new WorldData([MarketCase.Walk(3000, 1)], [], settings, 1));

        Judgement judged = world.Judge(MarketCase.Constant(world.Shape, 0, 0), settings, Costly, DataPart.Validation, default);

        Assert.Equal((0.0, 0.0), (judged.Reward, judged.Error));
        Assert.Equal([0.0, 0.0, 0.0], judged.Figures[1..4]);
        Assert.Equal(1, judged.Figures[5]);
    }

    [Fact]
    public void Step_AllAtOnce_HasThePublishedAdvantage()
    {
        // Prices 100 and 102: buying all at 100 is 99.0099 basis points better than TWAP.
        ExecutionEnvironment order = Order([100, 102], horizon: 2, cap: 2);
        order.Begin(0, 17, 1, new float[order.Shape.Observations]);

        // Two bars are left, so a third of the way up the pace is twice what is left over them: all.
        StepOutcome first = order.Step([1 / 3f], new float[order.Shape.Observations]);
        StepOutcome last = order.Step([0], new float[order.Shape.Observations]);

        Assert.Equal(-99.0099, order.OverTwap, 1e-4);
        Assert.Equal(99.0099, first.Reward + last.Reward, 1e-4);
        Assert.Equal(0, order.Shortfall, 1e-9);
    }

    [Fact]
    public void Step_Seller_IsTheMirrorOfTheBuyer()
    {
        ExecutionEnvironment order = Order([100, 102], horizon: 2, cap: 2);
        order.Begin(0, 17, -1, new float[order.Shape.Observations]);

        order.Step([1 / 3f], new float[order.Shape.Observations]);
        order.Step([0], new float[order.Shape.Observations]);

        Assert.Equal(99.0099, order.OverTwap, 1e-4);
    }

    [Fact]
    public void Step_VolumeCapAndEnd_ForceWhatIsLeft()
    {
        ExecutionEnvironment order = Order([100, 100, 100, 100], horizon: 4, cap: 1.5);
        order.Begin(0, 17, 1, new float[order.Shape.Observations]);

        order.Step([1], new float[order.Shape.Observations]);
        Assert.Equal(4000 - 1500, order.Left);
        order.Step([-1], new float[order.Shape.Observations]);
        order.Step([-1], new float[order.Shape.Observations]);
        Assert.Equal(2500, order.Left);
        StepOutcome last = order.Step([-1], new float[order.Shape.Observations]);

        Assert.True(last.Terminated);
        Assert.Equal((0, 1500), (order.Left, order.Forced));
        Assert.Equal(1 - (1500 / 4000.0), order.FillRate);
    }

    [Fact]
    public void Step_Limit_IsFilledWhereTheAskComesToIt()
    {
        // The deviation is that of the walk before; bars around 100 with lows at 99.
        Bars bars = MarketCase.Of("X", Enumerable.Repeat((100.0, 100.5, 99.0, 100.0), 40), spread: 0.02);
        var rules = new ExecutionRules(4, 0, 4, 1, 0, MarketCase.Free with { SpreadPips = null, SpreadFactor = 1 });
        var near = new ExecutionEnvironment([new ExecutionMarket(bars, null, 0, 40, deviation: 0.005)], rules, [(0, 17)], 1);
        var far = new ExecutionEnvironment([new ExecutionMarket(bars, null, 0, 40, deviation: 0.02)], rules, [(0, 17)], 1);
        near.Begin(0, 17, 1, new float[near.Shape.Observations]);
        far.Begin(0, 17, 1, new float[far.Shape.Observations]);

        near.Step([0, 1], new float[near.Shape.Observations]);
        far.Step([0, 1], new float[far.Shape.Observations]);

        Assert.Equal((1000, 100.01 * 0.995), (near.Fill.Lots, near.Fill.Price));
        Assert.Equal((0, 4000), (far.Fill.Lots, far.Left));
    }

    [Fact]
    public void Observe_NeverSeesTheBarsToCome()
    {
        Bars walk = MarketCase.Walk(200, 3);
        float[][] before = Seen(walk), after = Seen(Changed(walk, from: 60));

        // The order begins at bar 50, so its 11th observation is the last that knows nothing of bar 60.
        for (int step = 0; step <= 10; step++)
            Assert.Equal(before[step], after[step]);
        Assert.NotEqual(before[11], after[11]);
    }

    [Fact]
    public void Open_DataWithoutRoom_SaysSo()
    {
        SettingValues settings = MarketCase.Settings("ppo", "execution", ("horizon_bars", ParameterValue.Of(500L)));

        var fault = Assert.Throws<InvalidInputException>(
            () => new ExecutionWorld(new WorldData([MarketCase.Walk(1000, 1)], [], settings, 1)));

        Assert.Contains("validation part", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Lower horizon_bars", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Starts_Gaps_AreNeverBridged()
    {
        Bars walk = MarketCase.Walk(300, 3);
        for (int i = 150; i < 300; i++)
            walk.Times[i] += TimeSpan.FromDays(3).Ticks;

        int[] starts = new ExecutionMarket(walk, null, 0, 300).Starts(0, 300, 20);

        Assert.Contains(130, starts);
        Assert.DoesNotContain(starts, static start => start is > 130 and < 150 + ExecutionMarket.Past);
        Assert.Contains(150 + ExecutionMarket.Past, starts);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 4)]
    public void Train_LinearImpactAndNoSignal_CostsWithinFivePercentOfAlmgrenChriss(double urgency, ulong seed)
    {
        // κ̃² = λσ² / (η N): with an urgency of 1, κ N is near 3, so that the optimum is far from TWAP.
        const int Horizon = 10;
        const double Impact = 10, Deviation = 10;
        double aversion = urgency * 0.1 * Impact * Horizon / (Deviation * Deviation);
        SettingValues settings = MarketCase.Settings(
            "ppo",
            "execution",
            ("horizon_bars", ParameterValue.Of((long)Horizon)),
            ("limit_range", ParameterValue.Of(0.0)),
            ("impact_bps", ParameterValue.Of(Impact)),
            ("risk_aversion", ParameterValue.Of(aversion)));
        var world = new ExecutionWorld(new WorldData([MarketCase.Walk(20_000, seed, Deviation * 1e-4)], [], settings, 1));
        var learning = new PpoSettings(1e-3, 2048, 8, 256, 10, 1, 0.95, TotalSteps: 150_000, Hidden: [32, 32], FirstLogDeviation: -1);
        var trainer = new PpoTrainer(() => world.Open(settings, MarketCase.Free), learning, seed);
        while (trainer.Updates < learning.Updates)
            trainer.Advance();

        double variance = aversion * Math.Pow(world.Scales[0][0] * 1e4, 2);
        double best = Cost(AlmgrenChriss(Horizon, variance / (Impact * Horizon))), twap = Cost(AlmgrenChriss(Horizon, 0));
        double[] costs = [.. Enumerable.Range(0, 40).Select(episode => Cost(Schedule(world, trainer.Policy, settings, episode)))];

        Assert.InRange(costs.Average(), best, best * 1.05);
        Assert.True(urgency == 0 || best < twap * 0.9);

        // Shares left after each bar.
        double Cost(double[] left) => Enumerable.Range(0, Horizon).Sum(j =>
            (Impact * Horizon * Math.Pow((j == 0 ? 1 : left[j - 1]) - left[j], 2)) + (variance * left[j] * left[j]));
    }

    private static double[] AlmgrenChriss(int horizon, double squared)
    {
        double kappa = Math.Acosh(1 + (squared / 2));
        return [.. Enumerable.Range(1, horizon).Select(
            j => kappa == 0 ? 1 - (j / (double)horizon) : Math.Sinh(kappa * (horizon - j)) / Math.Sinh(kappa * horizon))];
    }

    private static double[] Schedule(ExecutionWorld world, Policy policy, SettingValues settings, int episode)
    {
        var actor = new PolicyActor(policy, 1);
        RowBuffer seen = new(1, world.Shape.Observations), action = new(1, 1);
        var order = (ExecutionEnvironment)world.Begin(settings, MarketCase.Free, DataPart.Validation, episode, seen.Row(0));
        var left = new List<double>();
        bool over;
        do
        {
            actor.Act(seen, action, 1);
            over = order.Step(action.Row(0), seen.Row(0)).IsOver;
            left.Add(order.Left / (10.0 * ExecutionRules.SliceLots));
        }
        while (!over);
        return [.. left];
    }

    // An order over given prices, after 17 bars at the first of them.
    private static ExecutionEnvironment Order(double[] prices, int horizon, double cap)
    {
        Bars bars = MarketCase.Of(
            "X",
            Enumerable.Repeat(prices[0], ExecutionMarket.Past).Concat(prices).Append(prices[^1])
                .Select(static price => (price, price, price, price)));
        return new ExecutionEnvironment(
            [new ExecutionMarket(Without(bars), null, 0, bars.Count)],
            new ExecutionRules(horizon, 0, cap, 0, 0, MarketCase.Free),
            [(0, 17)],
            1);
    }

    private static Bars Without(Bars bars) =>
        new(bars.Symbol, bars.PipSize, bars.Times, bars.Open, bars.High, bars.Low, bars.Close, new double[bars.Count], bars.Spread);

    private static float[][] Seen(Bars bars)
    {
        var order = new ExecutionEnvironment(
            [new ExecutionMarket(bars, null, 0, 30)], new ExecutionRules(20, 1, 4, 1, 0, Costly with { DelayBars = 0 }), [(0, 50)], 1);
        var seen = new List<float[]>();
        var now = new float[order.Shape.Observations];
        order.Begin(0, 50, 1, now);
        seen.Add([.. now]);
        for (int step = 0; step < 12; step++)
        {
            order.Step([0.1f, 0], now);
            seen.Add([.. now]);
        }

        return [.. seen];
    }

    private static Bars Changed(Bars bars, int from)
    {
        double[] Shifted(double[] column) => [.. column.Select((price, i) => i < from ? price : price * 1.01)];
        return new Bars(
            bars.Symbol, bars.PipSize, bars.Times, Shifted(bars.Open), Shifted(bars.High), Shifted(bars.Low), Shifted(bars.Close),
            bars.Volume, bars.Spread);
    }
}
