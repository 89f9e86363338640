using ServerlessTuner.Core.Backtesting.Formulas;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests.Formulas;

public class FormulaSemanticsTests
{
    private static readonly Bars TheBars = FormulaMake.Synthetic(300);

    [Theory]
    [InlineData("hl2", "(high + low) / 2")]
    [InlineData("hlc3", "(high + low + close) / 3")]
    [InlineData("ohlc4", "(open + high + low + close) / 4")]
    [InlineData("close[0]", "close")]
    [InlineData("close[1][2]", "close[3]")]
    [InlineData("(close - open)[2]", "close[2] - open[2]")]
    [InlineData("-close[1]", "0 - close[1]")]
    [InlineData("rsi", "rsi(close, 14)")]
    [InlineData("rsi(7)", "rsi(close, 7)")]
    [InlineData("rsi(high)", "rsi(high, 14)")]
    [InlineData("macd(5, 9)", "ema(close, 5) - ema(close, 9)")]
    [InlineData("bollinger_upper(10, 3)", "bollinger_upper(close, 10, 3)")]
    [InlineData("atr()", "atr(14)")]
    [InlineData("sma(close, 2 * 3 + 1)", "sma(close, 7)")]
    [InlineData("close ^ 2", "close * close")]
    [InlineData("clip(close - open, -pip, pip)", "min(max(close - open, -pip), pip)")]
    [InlineData("sign(close - open)", "if(close > open, 1, if(close < open, -1, 0))")]
    [InlineData("close > open and not close[1] > open[1]", "if(close > open, if(close[1] > open[1], 0, 1), 0)")]
    [InlineData("close != open", "not close == open")]
    [InlineData("highest(high, 5)[1]", "donchian_upper(5)[1]")]
    [InlineData("min(close, open, high)", "min(min(close, open), high)")]
    public void Values_TwoWaysToWriteIt_AreEqual(string left, string right) => Assert.Equal(
        FormulaMake.Values(TheBars, left), FormulaMake.Values(TheBars, right), static (x, y) => x.Equals(y) || Math.Abs(x - y) < 1e-15);

    [Fact]
    public void Values_OfNames_AreThoseOfTheBar()
    {
        for (int i = 0; i < TheBars.Count; i += 13)
        {
            DateTime time = new(TheBars.Times[i], DateTimeKind.Utc);
            Assert.Equal(time.Hour, At("hour", i));
            Assert.Equal(time.Minute, At("minute", i));
            Assert.Equal(time.DayOfWeek == DayOfWeek.Sunday ? 6 : (int)time.DayOfWeek - 1, At("weekday", i));
            Assert.Equal(time.Day, At("day", i));
            Assert.Equal(time.Month, At("month", i));
            Assert.Equal(0.0001, At("pip", i));
            Assert.Equal(TheBars.Spread[i], At("spread", i));
            Assert.Equal(TheBars.Volume[i], At("volume", i));
            Assert.Equal(PortableMath.Log(TheBars.Close[i]), At("log(close)", i));
        }

        static double At(string text, int bar) => FormulaMake.Values(TheBars, text)[bar];
    }

    [Theory]
    [InlineData("close[1] > 0", 0)]
    [InlineData("close[1] != 0", 0)]
    [InlineData("close[1] == close[1]", 0)]
    [InlineData("not close[1] > 0", 1)]
    [InlineData("close[1] and 1", 0)]
    [InlineData("close[1] or close", 1)]
    [InlineData("if(close[1], 2, 3)", 3)]
    [InlineData("crosses_above(close, 0)", 0)]
    [InlineData("rising(close, 1)", 0)]
    [InlineData("min(close[1], 1)", double.NaN)]
    [InlineData("0 * close[1]", double.NaN)]
    [InlineData("sign(close[1])", double.NaN)]
    [InlineData("bars_since(close[1] > 0)", double.NaN)]
    public void Values_WhatIsNotDefinedYet_DoesNotHold(string text, double expected) => Assert.Equal(expected, FormulaMake.Values(TheBars, text)[0]);

    [Fact]
    public void Values_AveragesAfterAGap_GoOn()
    {
        // 0 / 0 at one bar in the middle must not spoil what follows for good.
        double[] values = FormulaMake.Values(TheBars, "ema(if(close == close[1], 0 / 0, close), 5)");

        Assert.Contains(values[20..], double.IsNaN);
        Assert.False(double.IsNaN(values[^1]) && double.IsNaN(values[^2]));
    }

    [Fact]
    public void Bind_EqualParts_AreOneNode()
    {
        var scope = new FormulaScope(["n", "m"], [new("a", "atr(n)")]);
        FormulaNode first = scope.Compile("close > sma(close, 20) + 2 * a").Bind(Make.Set(("n", 14), ("m", 1)));
        FormulaNode second = scope.Compile("sma(close, m) + 2 * atr(14)").Bind(Make.Set(("n", 3), ("m", 20)));

        Assert.Same(first.Inputs[1], second);
        Assert.NotSame(second, scope.Compile("sma(close, m) + 2 * atr(14)").Bind(Make.Set(("m", 21))));
    }

    [Theory]
    [InlineData("2 * 3 + 1", "7")]
    [InlineData("n * 2", "10")]
    [InlineData("if(n > 3, 1, 2)", "1")]
    [InlineData("clip(n, 0, 1)", "1")]
    [InlineData("sma(close, n + 1)", "sma(close, 6)")]
    [InlineData("kind == 'slow'", "1")]
    [InlineData("if(kind != 'slow', close, open)", "if(0, close, open)")]
    [InlineData("on(period, close)", "on(\"4h\", close)")]
    [InlineData("flag and close > 1", "(1 and (close > 1))")]
    [InlineData("(close[n])[n]", "close[10]")]
    [InlineData("n[3]", "5")]
    public void Bind_WhatIsKnownWithoutBars_IsFolded(string text, string expected) => Assert.Equal(
        expected,
        FormulaMake.Node(text, ("n", 5), ("kind", "slow"), ("period", "4h"), ("flag", true)).ToString());

    [Fact]
    public void Values_AskedByManyThreads_AreComputedOnce()
    {
        FormulaMarket market = FormulaMake.Market(FormulaMake.Synthetic(2000));
        FormulaNode node = FormulaMake.Node("zscore(kama(close, 10) / atr(14), 100) + adx(20)");
        double[][] found = new double[16][];

        Parallel.For(0, found.Length, i => found[i] = market["EURUSD"].Values(node));

        Assert.All(found, values => Assert.Same(found[0], values));
    }

    [Fact]
    public void Values_BeyondTheByteLimit_AreDroppedAndMadeAgain()
    {
        Bars bars = FormulaMake.Synthetic(1000);
        var market = new FormulaMarket([bars], byteLimit: 20_000);
        FormulaNode node = FormulaMake.Node("on('4h', sma(close, 5)) + rsi(7)");
        double[] first = market["EURUSD"].Values(node), second = market["EURUSD"].Values(node);

        Assert.NotSame(first, second);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Values_AverageOfEqualMeans_TieExactly()
    {
        // A sum in doubles would tell 0.1 + 0.2 twice from the same five times.
        Bars bars = FormulaMake.OfCloses([.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? 0.1 : 0.2)]);

        Assert.Equal(FormulaMake.Values(bars, "sma(close, 2)")[12..], FormulaMake.Values(bars, "sma(close, 10)")[12..]);
    }

    [Theory]
    [InlineData("sma(close, 7)", 7)]
    [InlineData("wma(close, 7)", 7)]
    [InlineData("sum(close, 7)", 7)]
    [InlineData("stdev(close, 7)", 7)]
    [InlineData("slope(close, 7)", 7)]
    [InlineData("correlation(close, volume, 7)", 7)]
    [InlineData("highest(close, 7)", 7)]
    [InlineData("percentile_rank(close, 7)", 8)]
    [InlineData("zscore(close, 7)", 7)]
    [InlineData("cci(7)", 7)]
    [InlineData("mfi(7)", 8)]
    [InlineData("aroon_up(7)", 8)]
    [InlineData("hma(close, 9)", 11)]
    [InlineData("stoch_k(7, 3)", 9)]
    public void Values_OfAWindow_DependOnNothingBefore(string text, int reach)
    {
        double[] values = FormulaMake.Values(TheBars, text);
        for (int bar = reach; bar < TheBars.Count; bar += 17)
        {
            Bars changed = new(
                TheBars.Symbol,
                TheBars.PipSize,
                TheBars.Times,
                Spoil(TheBars.Open),
                Spoil(TheBars.High),
                Spoil(TheBars.Low),
                Spoil(TheBars.Close),
                Spoil(TheBars.Volume),
                TheBars.Spread);

            Assert.Equal(values[bar..], FormulaMake.Values(changed, text)[bar..]);

            double[] Spoil(double[] column) => [.. column.Select((value, i) => i <= bar - reach ? value * 1e6 / 3 : value)];
        }
    }

    [Fact]
    public void Values_NotANumberInTheWindow_LeavesNoTraceAfterIt()
    {
        foreach (string text in new[] { "sma(x, 7)", "wma(x, 7)", "stdev(x, 7)", "highest(x, 7)", "percentile_rank(x, 7)", "correlation(x, high, 7)" })
        {
            string holed = text.Replace("x", "if(day == 3 and hour == 5, 0 / 0, close)");
            double[] values = FormulaMake.Values(TheBars, text.Replace("x", "close")), found = FormulaMake.Values(TheBars, holed);
            int hole = Array.FindIndex(FormulaMake.Values(TheBars, "day == 3 and hour == 5"), value => value == 1);

            Assert.All(found[hole..(hole + 7)], value => Assert.True(double.IsNaN(value)));
            Assert.Equal(values[20..hole], found[20..hole]);
            Assert.Equal(values[(hole + 8)..], found[(hole + 8)..]);
        }
    }

    [Fact]
    public void Values_NoBarsOrOne_AreNoCrash()
    {
        foreach (int count in new[] { 0, 1, 2 })
        {
            Bars bars = TheBars.Slice(0, count);
            foreach (string text in FormulaText.AllCalls(new Random(1)))
                Assert.Equal(count, new FormulaMarket([bars, bars.Labelled("DXY", 0.01)])["EURUSD"].Values(FormulaText.Scope.Compile(text).Bind(ParameterSet.Empty)).Length);
        }
    }
}
