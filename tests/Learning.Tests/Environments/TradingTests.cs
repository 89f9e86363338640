using ServerlessTuner.Core.Learning.Environments;
using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Learning.Tests.Environments;

public class TradingTests
{
    private static readonly FeatureDefinition[] Features = [new("change", "close / close[1] - 1")];

    [Fact]
    public void Step_LongToItsTarget_EarnsTheDistanceLessCosts()
    {
        // Ranges are 1 throughout, the target 2 of them away; the second bar reaches it.
        Bars bars = Bars((100, 100.5, 99.5, 100), (100, 100.5, 99.5, 100), (100, 102.6, 99.8, 102.2), (102, 102, 102, 102));
        TradingEnvironment trading = Of(bars, Rules() with { LeastTarget = 2, MostTarget = 2 }, spread: true);

        StepOutcome first = trading.Step([0.5f, 0], new float[trading.Shape.Observations]);
        TradingPosition open = trading.Positions[0];
        Assert.Equal((0.5, 100.02, 102.02), (open.Size, open.Entry, Math.Round(open.Target, 9)));
        StepOutcome second = trading.Step([0.5f, 0], new float[trading.Shape.Observations]);

        // It bought at the ask, and is marked and closed at bids.
        Assert.Equal(0.5 * (100 - 100.02) / 100.02 * 1e4, first.Reward, 1e-6);
        Assert.Equal(0.5 * (102.02 - 100.02) / 100.02 * 1e4, first.Reward + second.Reward, 1e-6);
        Assert.False(trading.Positions[0].IsOpen);
    }

    [Fact]
    public void Step_BothTouched_IsStopped_AndLossesCountMore()
    {
        Bars bars = Bars((100, 100.5, 99.5, 100), (100, 105, 95, 100), (100, 100, 100, 100));
        TradingRules rules = Rules() with { LeastTarget = 2, MostTarget = 2, Stop = 1, LossMultiplier = 3 };
        TradingEnvironment trading = Of(bars, rules, spread: false);

        StepOutcome outcome = trading.Step([-1, 0], new float[trading.Shape.Observations]);

        Assert.Equal(-1 / 100.0 * 1e4 * 3, outcome.Reward, 1e-6);
    }

    [Fact]
    public void Step_GapThroughTheStop_EndsAtTheOpen()
    {
        Bars bars = Bars((100, 100.5, 99.5, 100), (100, 100.4, 99.6, 100), (97, 97.5, 96, 97), (97, 97, 97, 97));
        TradingEnvironment trading = Of(bars, Rules() with { Stop = 1 }, spread: false);

        trading.Step([1, 0], new float[trading.Shape.Observations]);
        StepOutcome outcome = trading.Step([1, 0], new float[trading.Shape.Observations]);

        Assert.Equal(-300, outcome.Reward, 1e-6);
    }

    [Fact]
    public void Step_HoldingLimit_ClosesAtTheOpen()
    {
        Bars bars = Bars([.. Enumerable.Range(0, 8).Select(static i => (100.0 + i, 100.5 + i, 99.5 + i, 100.0 + i))]);
        TradingEnvironment trading = Of(bars, Rules() with { Holding = 3, LeastTarget = 50, MostTarget = 50, Stop = 0 }, spread: false);
        trading.Ledger = new TradingLedger();

        for (int i = 0; i < 4; i++)
            trading.Step([1, 0], new float[trading.Shape.Observations]);

        // Bought at the open of bar 1 at 101, sold at the open of bar 4 at 104.
        Assert.Equal((1, 1, 3L), (trading.Ledger.Trades, trading.Ledger.Wins, trading.Ledger.Duration));
        Assert.Equal(3 / 101.0 * 1e4, trading.Ledger.Profit, 1e-6);
    }

    [Fact]
    public void Step_NoPosition_CostsTheInactionPenalty()
    {
        Bars bars = Bars((100, 100.5, 99.5, 100), (100, 100.5, 99.5, 100), (100, 100.5, 99.5, 100));
        TradingEnvironment trading = Of(bars, Rules() with { Inaction = 0.25 }, spread: false);

        Assert.Equal(-0.25, trading.Step([0.1f, 0], new float[trading.Shape.Observations]).Reward);
        Assert.True(trading.Step([1, 0], new float[trading.Shape.Observations]).Reward >= 0);
    }

    [Fact]
    public void Step_OppositeWish_ClosesAndDoesNotTurnAtOnce()
    {
        Bars bars = Bars([.. Enumerable.Repeat((100.0, 100.5, 99.5, 100.0), 6)]);
        TradingEnvironment trading = Of(bars, Rules(), spread: false);

        trading.Step([1, 1], new float[trading.Shape.Observations]);
        Assert.Equal(1, trading.Positions[0].Size);
        trading.Step([-0.1f, 1], new float[trading.Shape.Observations]);
        Assert.Equal(1, trading.Positions[0].Size);
        trading.Step([-1, 1], new float[trading.Shape.Observations]);
        Assert.Equal(0, trading.Positions[0].Size);
        trading.Step([-1, 1], new float[trading.Shape.Observations]);
        Assert.Equal(-1, trading.Positions[0].Size);
    }

    [Fact]
    public void Observe_NeverSeesTheBarsToCome()
    {
        Bars walk = MarketCase.Walk(120, 5), other = MarketCase.Walk(120, 5, drift: static i => i < 80 ? 0 : 0.002);
        float[][] before = Seen(walk, 0), after = Seen(other, 0), late = Seen(walk, 1), lateOther = Seen(other, 1);

        // Observation n is made at the close of bar 50 + n.
        for (int step = 0; step < 30; step++)
            Assert.Equal(before[step], after[step]);
        Assert.NotEqual(before[30], after[30]);
        // With a delay what is known is a bar older; positions are those of now.
        Assert.Equal(late[30][0], lateOther[30][0]);
        Assert.NotEqual(late[31][0], lateOther[31][0]);
    }

    [Fact]
    public void Open_TwoSymbols_TradesAtTheTimesOfBoth()
    {
        Bars one = MarketCase.Walk(600, 1), two = MarketCase.Walk(600, 2, symbol: "GBPUSD");
        Bars fewer = two.Slice(100, 500);
        SettingValues settings = MarketCase.Settings("ddpg_ga", "trading");
        var world = new TradingWorld(new WorldData([one, fewer], Features, settings, 1));

        Assert.Equal((2 * (1 + TradingEnvironment.OwnObservations), 4), (world.Shape.Observations, world.Shape.Actions));
        Judgement judged = world.Judge(
            MarketCase.Constant(world.Shape, 1, 0, -1, 0), settings, MarketCase.Free, DataPart.Validation, default);
        Assert.Equal(99, judged.Length);
        Assert.True(judged.Figures[4] > 2);
    }

    [Fact]
    public void Judge_Ledger_TellsReturnAndDrawdown()
    {
        Bars walk = MarketCase.Walk(1000, 9, drift: static _ => 0.0004);
        SettingValues settings = MarketCase.Settings(
            "ddpg_ga", "trading", ("max_holding_period", ParameterValue.Of(10_000L)), ("stop_atr_mult", ParameterValue.Of(0.0)),
            ("min_target_atr", ParameterValue.Of(1000.0)), ("max_target_atr", ParameterValue.Of(1000.0)));
        var world = new TradingWorld(new WorldData([walk], Features, settings, 1));

        Judgement judged = world.Judge(MarketCase.Constant(world.Shape, 1, 0), settings, MarketCase.Free, DataPart.Validation, default);

        // One trade over the whole part, from the open after its first bar to its last close.
        double entry = walk.Open[601], expected = (walk.Close[799] / entry) - 1;
        Assert.Equal(expected * 100, judged.Figures[0], 1e-6);
        Assert.Equal((1.0, expected > 0 ? 1 : 0, 199.0), (judged.Figures[4], judged.Figures[3], judged.Figures[5]));
        Assert.Equal(expected * 1e4 * 250 / 199, judged.Reward, 1e-6);
        Assert.True(judged.Figures[2] >= 0);
    }

    private static TradingRules Rules() => new(250, 1, 0, 50, 3, 0.5, 5, 0.2, MarketCase.Free);

    private static Bars Bars(params (double Open, double High, double Low, double Close)[] bars) => MarketCase.Of("X", bars, 0.02);

    private static TradingEnvironment Of(Bars bars, TradingRules rules, bool spread)
    {
        ModelFeatures features = ModelFeatures.Of([bars], Features);
        TradingRules own = rules with { Scenario = spread ? new Scenario("recorded") : MarketCase.Free };
        var trading = new TradingEnvironment([new TradingMarket(bars, features.Table, 0, [[0, 1]])], own, 0, bars.Count);
        trading.Begin(0, bars.Count - 1, new float[trading.Shape.Observations]);
        return trading;
    }

    private static float[][] Seen(Bars bars, int delay)
    {
        ModelFeatures features = ModelFeatures.Of([bars], Features);
        var trading = new TradingEnvironment(
            [new TradingMarket(bars, features.Table, 0, [[0, 0.001]])],
            Rules() with { Scenario = MarketCase.Free with { DelayBars = delay } },
            0,
            120);
        var now = new float[trading.Shape.Observations];
        trading.Begin(50, 118, now);
        var seen = new List<float[]> { now.ToArray() };
        for (int step = 0; step < 35; step++)
        {
            trading.Step([0.05f, 0], now);
            seen.Add([.. now]);
        }

        return [.. seen];
    }
}
