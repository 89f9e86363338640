using ServerlessTuner.Core.Backtesting.Formulas;
using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Backtesting.Tests.Formulas;

/// <summary>The five kinds of strategy that the language is for, as it writes them.</summary>
public class FormulaStrategyTests
{
    private static readonly Bars TheBars = FormulaMake.Synthetic(6000, 3);

    private static readonly Dictionary<string, (KeyValuePair<string, string>[] Lets, (string, object)[] Parameters, string Long, string Short)> Kinds = new()
    {
        ["moving-average trend with ADX gate"] = (
            [new("trending", "adx(adx_n) > adx_least")],
            [("fast", 20), ("slow", 50), ("adx_n", 14), ("adx_least", 22.5)],
            "crosses_above(ema(close, fast), ema(close, slow)) and trending",
            "crosses_below(ema(close, fast), ema(close, slow)) and trending"),
        ["z-score reversion with slope and ADX gate"] = (
            [
                new("z", "zscore(close, n)"),
                new("quiet", "adx(14) < adx_most and abs(slope(sma(close, n), n) * n) < slope_most * atr(14)"),
            ],
            [("n", 40), ("entry", 2.0), ("adx_most", 25), ("slope_most", 3)],
            "crosses_above(z, -entry) and quiet",
            "crosses_below(z, entry) and quiet"),
        ["Donchian breakout with buffer and cool-down"] = (
            [
                new("up", "close > donchian_upper(n)[1] + buffer * atr(14)"),
                new("down", "close < donchian_lower(n)[1] - buffer * atr(14)"),
            ],
            [("n", 30), ("buffer", 0.1), ("cooldown", 12)],
            "up and not (bars_since(up or down)[1] < cooldown)",
            "down and not (bars_since(up or down)[1] < cooldown)"),
        ["breakout and retest"] = (
            [
                new("range_high", "highest(high, n)[1]"),
                new("range_low", "lowest(low, n)[1]"),
                new("broke_up", "crosses_above(close, range_high)"),
                new("broke_down", "crosses_below(close, range_low)"),
                new("level_up", "value_when(broke_up, range_high)"),
                new("level_down", "value_when(broke_down, range_low)"),
            ],
            [("n", 24), ("wait", 12), ("near", 0.25)],
            "bars_since(broke_up) >= 1 and bars_since(broke_up) <= wait and low <= level_up + near * atr(14) and close > level_up and close > open",
            "bars_since(broke_down) >= 1 and bars_since(broke_down) <= wait and high >= level_down - near * atr(14) and close < level_down "
                + "and close < open"),
        ["volatility-compression breakout above a slow average"] = (
            [
                new("range_high", "highest(high, n)[1]"),
                new("range_low", "lowest(low, n)[1]"),
                new("squeeze", "zscore(atr(14) / close, 100)"),
            ],
            [("n", 20), ("buffer", 0.1)],
            "close > range_high + buffer * atr(14) and squeeze < -0.5 and close > ema(close, 200)",
            "close < range_low - buffer * atr(14) and squeeze < -0.5 and close < ema(close, 200)"),
    };

    public static TheoryData<string> Names() => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Conditions_OfTheKind_HoldNowAndThen(string kind)
    {
        (KeyValuePair<string, string>[] lets, (string Name, object Value)[] parameters, string longText, string shortText) = Kinds[kind];
        var scope = new FormulaScope([.. parameters.Select(parameter => parameter.Name)], lets);
        Assert.Empty(scope.Faults);
        Formula enterLong = scope.Compile(longText), enterShort = scope.Compile(shortText);
        Assert.Empty(scope.Unused([enterLong, enterShort]));
        FormulaStore store = FormulaMake.Market(TheBars)["EURUSD"];

        double[] longs = store.Values(enterLong.Bind(Make.Set(parameters))), shorts = store.Values(enterShort.Bind(Make.Set(parameters)));

        Assert.All(longs.Concat(shorts), value => Assert.True(value is 0 or 1));
        Assert.InRange(longs.Sum(), 5, 600);
        Assert.InRange(shorts.Sum(), 5, 600);
        Assert.DoesNotContain(2, longs.Zip(shorts, (up, down) => up + down));
        Assert.Equal(0, longs[..20].Sum() + shorts[..20].Sum());
    }

    [Fact]
    public void Conditions_OfTheCompressionBreakout_AreThoseOfAPlainLoop()
    {
        var (lets, parameters, text, _) = Kinds["volatility-compression breakout above a slow average"];
        var scope = new FormulaScope(["n", "buffer"], lets);
        double[] found = FormulaMake.Market(TheBars)["EURUSD"].Values(scope.Compile(text).Bind(Make.Set(parameters)));
        double[] atr = Core.Backtesting.Signals.Series.Atr(TheBars.High, TheBars.Low, TheBars.Close, 14);
        double[] slow = Core.Backtesting.Signals.Series.Ema(TheBars.Close, 200);
        for (int t = 200; t < TheBars.Count; t++)
        {
            double[] ratios = [.. Enumerable.Range(t - 99, 100).Select(i => atr[i] / TheBars.Close[i])];
            double mean = ratios.Average(), deviation = Math.Sqrt(ratios.Average(x => (x - mean) * (x - mean)));
            bool holds = TheBars.Close[t] > TheBars.High[(t - 20)..t].Max() + (0.1 * atr[t]) && (ratios[^1] - mean) / deviation < -0.5
                && TheBars.Close[t] > slow[t];
            Assert.Equal(holds ? 1 : 0, found[t]);
        }
    }

    [Fact]
    public void Levels_OfTheIssue_ArePricesOfEachBar()
    {
        var scope = new FormulaScope(["k_stop", "k_target"]);
        double[] stop = FormulaMake.Market(TheBars)["EURUSD"].Values(
            scope.Compile("max(k_stop * atr(14), 5 * pip)").Bind(Make.Set(("k_stop", 2.5))));
        double[] atr = Core.Backtesting.Signals.Series.Atr(TheBars.High, TheBars.Low, TheBars.Close, 14);

        Assert.Equal(Math.Max(2.5 * atr[500], 5 * 0.0001), stop[500]);
        Assert.Equal(100 * 0.5, scope.Compile("k_target * 100").Bind(Make.Set(("k_target", 0.5))).Constant);
    }
}
