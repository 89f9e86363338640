using ServerlessTuner.Core.Backtesting.Formulas.Functions;
using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Backtesting.Tests.Formulas;

/// <summary>Every function against a plain computation by its definition, bar by bar, on bars with ties, gaps and quiet stretches.</summary>
public class FormulaFunctionTests
{
    private static readonly Bars TheBars = WithVolume(Make.RandomBars(new Random(5), 160));

    private delegate double AtBar(Bars bars, int bar);

    // A call, and its value at a bar; NaN where not defined. A function without a line here fails the test at the end.
    private static readonly (string Call, AtBar Expected)[] Cases =
    [
        ("sma(close, 7)", static (b, t) => Last(b.Close, t, 7)?.Average() ?? double.NaN),
        ("sma(close, 1)", static (b, t) => b.Close[t]),
        ("wma(close, 6)", static (b, t) => Weighted(b.Close, t, 6)),
        ("wma(close, 1)", static (b, t) => b.Close[t]),
        ("hma(close, 9)", static (b, t) => Hull(b.Close, t)),
        ("ema(close, 5)", static (b, t) => Smoothed(b.Close, t, 5, 2 / 6.0)),
        ("rma(close, 5)", static (b, t) => Smoothed(b.Close, t, 5, 1 / 5.0)),
        ("kama(close, 6, 3, 20)", static (b, t) => Kaufman(b.Close, t, 6, 2 / 4.0, 2 / 21.0)),
        ("stdev(close, 8)", static (b, t) => Deviation(Last(b.Close, t, 8))),
        ("zscore(close, 8)", static (b, t) => Last(b.Close, t, 8) is { } w ? (b.Close[t] - w.Average()) / Deviation(w) : double.NaN),
        ("highest(close, 9)", static (b, t) => Last(b.Close, t, 9)?.Max() ?? double.NaN),
        ("lowest(close, 9)", static (b, t) => Last(b.Close, t, 9)?.Min() ?? double.NaN),
        ("sum(volume, 4)", static (b, t) => Last(b.Volume, t, 4)?.Sum() ?? double.NaN),
        ("sum(close > open, 4)", static (b, t) => t < 3 ? double.NaN : Enumerable.Range(t - 3, 4).Count(i => b.Close[i] > b.Open[i])),
        ("change(close, 3)", static (b, t) => t < 3 ? double.NaN : b.Close[t] - b.Close[t - 3]),
        ("roc(close, 3)", static (b, t) => t < 3 ? double.NaN : 100 * (b.Close[t] - b.Close[t - 3]) / b.Close[t - 3]),
        ("slope(close, 7)", static (b, t) => Slope(Last(b.Close, t, 7))),
        ("correlation(close, volume, 7)", static (b, t) => Correlation(Last(b.Close, t, 7), Last(b.Volume, t, 7))),
        ("percentile_rank(close, 10)", static (b, t) => t < 10 ? double.NaN : 10.0 * b.Close[(t - 10)..t].Count(x => x <= b.Close[t])),
        ("rsi(5)", static (b, t) => Wilder(b, t, 5)),
        ("macd(4, 9)", static (b, t) => Smoothed(b.Close, t, 9, 0.2) is var slow && double.IsNaN(slow) ? slow : Smoothed(b.Close, t, 4, 0.4) - slow),
        ("macd_signal(4, 9, 3)", static (b, t) => MacdSignal(b, t)),
        ("stoch_k(6)", static (b, t) => PositionInRange(b, t, 6)),
        ("stoch_k(6, 3)", static (b, t) => t < 7 ? double.NaN : Enumerable.Range(t - 2, 3).Average(i => PositionInRange(b, i, 6))),
        ("stoch_d(6, 1, 3)", static (b, t) => t < 7 ? double.NaN : Enumerable.Range(t - 2, 3).Average(i => PositionInRange(b, i, 6))),
        ("williams_r(6)", static (b, t) => PositionInRange(b, t, 6) - 100),
        ("cci(7)", static (b, t) => Commodity(b, t, 7)),
        ("aroon_up(6)", static (b, t) => t < 6 ? double.NaN : 100.0 * (6 - Enumerable.Range(0, 7).MaxBy(back => (b.High[t - back], -back))) / 6),
        ("aroon_down(6)", static (b, t) => t < 6 ? double.NaN : 100.0 * (6 - Enumerable.Range(0, 7).MinBy(back => (b.Low[t - back], back))) / 6),
        ("tr", static (b, t) => TrueRange(b, t)),
        ("atr(5)", static (b, t) => Smoothed(Each(b, t, TrueRange), t, 5, 0.2)),
        ("plus_di(5)", static (b, t) => Directional(b, t, 5, up: true)),
        ("minus_di(5)", static (b, t) => Directional(b, t, 5, up: false)),
        ("adx(5)", static (b, t) => Smoothed(Each(b, t, static (x, i) => Math.Abs(Directional(x, i, 5, true) - Directional(x, i, 5, false))
            / (Directional(x, i, 5, true) + Directional(x, i, 5, false)) * 100)[Math.Min(t, 5)..], t - 5, 5, 0.2)),
        ("mfi(5)", static (b, t) => Flow(b, t, 5)),
        ("obv", static (b, t) => Enumerable.Range(1, t).Sum(i => b.Volume[i] * b.Close[i].CompareTo(b.Close[i - 1]))),
        ("vwap", static (b, t) => DayAverage(b, t)),
        ("bollinger_upper(8, 1.5)", static (b, t) => (Last(b.Close, t, 8)?.Average() ?? double.NaN) + (1.5 * Deviation(Last(b.Close, t, 8)))),
        ("bollinger_lower(high, 8, 1.5)", static (b, t) => (Last(b.High, t, 8)?.Average() ?? double.NaN) - (1.5 * Deviation(Last(b.High, t, 8)))),
        ("donchian_upper(7)", static (b, t) => Last(b.High, t, 7)?.Max() ?? double.NaN),
        ("donchian_lower(7)", static (b, t) => Last(b.Low, t, 7)?.Min() ?? double.NaN),
        ("keltner_upper(6, 1.5, 4)", static (b, t) => Smoothed(b.Close, t, 6, 2 / 7.0) + (1.5 * Smoothed(Each(b, t, TrueRange), t, 4, 0.25))),
        ("keltner_lower(6, 1.5, 4)", static (b, t) => Smoothed(b.Close, t, 6, 2 / 7.0) - (1.5 * Smoothed(Each(b, t, TrueRange), t, 4, 0.25))),
        ("supertrend(5, 1.5)", static (b, t) => Supertrend(b, t, 5, 1.5)),
        ("crosses_above(close, 1.3)", static (b, t) => t > 0 && b.Close[t] > 1.3 && b.Close[t - 1] <= 1.3 ? 1 : 0),
        ("crosses_below(close, open)", static (b, t) => t > 0 && b.Close[t] < b.Open[t] && b.Close[t - 1] >= b.Open[t - 1] ? 1 : 0),
        ("rising(close, 2)", static (b, t) => t > 1 && b.Close[t] > b.Close[t - 1] && b.Close[t] > b.Close[t - 2] ? 1 : 0),
        ("falling(close, 2)", static (b, t) => t > 1 && b.Close[t] < b.Close[t - 1] && b.Close[t] < b.Close[t - 2] ? 1 : 0),
        ("bars_since(close > open)", static (b, t) => t - Held(b, t, 0) is var ago and >= 0 && Held(b, t, 0) >= 0 ? ago : double.NaN),
        ("value_when(close > open, high)", static (b, t) => Held(b, t, 0) is >= 0 and var bar ? b.High[bar] : double.NaN),
        ("value_when(close > open, high, 2)", static (b, t) => Held(b, t, 2) is >= 0 and var bar ? b.High[bar] : double.NaN),
    ];

    // Tested elsewhere: against TA-Lib, or with bars of several intervals and symbols.
    private static readonly string[] Elsewhere = ["psar", "on", "of"];

    public static TheoryData<string> Calls() => [.. Cases.Select(test => test.Call)];

    [Theory]
    [MemberData(nameof(Calls))]
    public void Values_ByDefinition_AreEqual(string call)
    {
        double[] found = FormulaMake.Values(TheBars, call);
        AtBar expected = Cases.Single(test => test.Call == call).Expected;
        int defined = 0;
        for (int t = 0; t < found.Length; t++)
        {
            double value = expected(TheBars, t);
            Assert.True(double.IsNaN(value) == double.IsNaN(found[t]), $"bar {t}: {value} expected, {found[t]} found");
            if (double.IsNaN(value))
                continue;
            Assert.Equal(value, found[t], 1e-8 * Math.Max(1, Math.Abs(value)));
            defined++;
        }

        Assert.InRange(defined, 120, found.Length);
        Assert.True(found.Distinct().Count() > 1);
    }

    [Fact]
    public void Functions_All_HaveACase() => Assert.Equal(
        [],
        FormulaFunctions.All.Select(function => function.Name).Where(name => !Elsewhere.Contains(name)
            && !Cases.Any(test => test.Call == name || test.Call.StartsWith(name + "(", StringComparison.Ordinal))));

    [Theory]
    [InlineData("zscore(close, 5)", double.NaN)]
    [InlineData("correlation(close, close + volume, 5)", double.NaN)]
    [InlineData("slope(close, 5)", 0)]
    [InlineData("stdev(close, 5)", 0)]
    [InlineData("rsi(5)", 50)]
    [InlineData("stoch_k(5)", 50)]
    [InlineData("williams_r(5)", -50)]
    [InlineData("cci(5)", 0)]
    [InlineData("mfi(5)", 50)]
    [InlineData("kama(close, 5)", 1.1)]
    [InlineData("vwap", double.NaN)]
    [InlineData("aroon_up(5)", 100)]
    [InlineData("percentile_rank(close, 5)", 100)]
    [InlineData("crosses_above(close, close)", 0)]
    [InlineData("rising(close, 3)", 0)]
    public void Values_OfAPriceThatNeverMoves_AreTheLimit(string call, double expected) => Assert.Equal(
        expected, FormulaMake.Values(FormulaMake.OfCloses([.. Enumerable.Repeat(1.1, 40)]), call)[39]);

    [Fact]
    public void Adx_PublishedRules_SmoothFromTheSecondBar()
    {
        // Wilder's tables begin with the second bar: DI at bar n, ADX after n more values of DX.
        double[] adx = FormulaMake.Values(TheBars, "adx(5)"), di = FormulaMake.Values(TheBars, "plus_di(5)");

        Assert.Equal((5, 9), (Array.FindIndex(di, value => !double.IsNaN(value)), Array.FindIndex(adx, value => !double.IsNaN(value))));
    }

    private static Bars WithVolume(Bars bars)
    {
        var random = new Random(9);
        for (int i = 0; i < bars.Count; i++)
            bars.Volume[i] = random.Next(1, 50);
        return bars;
    }

    private static double[]? Last(double[] values, int bar, int count) => bar + 1 < count ? null : values[(bar + 1 - count)..(bar + 1)];

    private static double[] Each(Bars bars, int last, AtBar value) => [.. Enumerable.Range(0, last + 1).Select(i => value(bars, i))];

    private static double Weighted(double[] values, int bar, int count) =>
        Last(values, bar, count) is { } w ? w.Select((x, i) => x * (i + 1)).Sum() / (count * (count + 1) / 2) : double.NaN;

    private static double Hull(double[] values, int bar) => bar < 10 ? double.NaN : Weighted(
        [.. Enumerable.Range(bar - 2, 3).Select(i => (2 * Weighted(values, i, 4)) - Weighted(values, i, 9))], 2, 3);

    // As weights: each value's share of the average, the seed's last.
    private static double Smoothed(double[] values, int bar, int count, double factor)
    {
        if (bar < count - 1)
            return double.NaN;
        double average = values[..count].Average();
        for (int i = count; i <= bar; i++)
            average = (factor * values[i]) + ((1 - factor) * average);
        return average;
    }

    private static double Kaufman(double[] values, int bar, int count, double fast, double slow)
    {
        if (bar < count)
            return double.NaN;
        double average = values[count - 1];
        for (int t = count; t <= bar; t++)
        {
            double path = Enumerable.Range(t - count + 1, count).Sum(i => Math.Abs(values[i] - values[i - 1]));
            double ratio = path == 0 ? 1 : Math.Abs(values[t] - values[t - count]) / path;
            average += Math.Pow(slow + (ratio * (fast - slow)), 2) * (values[t] - average);
        }

        return average;
    }

    private static double Deviation(double[]? window) =>
        window is null ? double.NaN : Math.Sqrt(window.Average(x => Math.Pow(x - window.Average(), 2)));

    private static double Slope(double[]? window)
    {
        if (window is null)
            return double.NaN;
        double middle = (window.Length - 1) / 2.0, mean = window.Average();
        return window.Select((x, i) => (i - middle) * (x - mean)).Sum() / window.Select((_, i) => (i - middle) * (i - middle)).Sum();
    }

    private static double Correlation(double[]? x, double[]? y) => x is null || y is null || Deviation(x) == 0 || Deviation(y) == 0
        ? double.NaN
        : x.Zip(y).Average(pair => (pair.First - x.Average()) * (pair.Second - y.Average())) / Deviation(x) / Deviation(y);

    private static double Wilder(Bars bars, int bar, int count)
    {
        if (bar < count)
            return double.NaN;
        double[] moves = [.. Enumerable.Range(1, bar).Select(i => bars.Close[i] - bars.Close[i - 1])];
        double gain = Smoothed([.. moves.Select(x => Math.Max(x, 0))], bar - 1, count, 1.0 / count);
        double loss = Smoothed([.. moves.Select(x => Math.Max(-x, 0))], bar - 1, count, 1.0 / count);
        return gain + loss == 0 ? 50 : 100 * gain / (gain + loss);
    }

    private static double MacdSignal(Bars bars, int bar)
    {
        if (bar < 10)
            return double.NaN;
        double[] macd = [.. Enumerable.Range(8, bar - 7).Select(i => Smoothed(bars.Close, i, 4, 0.4) - Smoothed(bars.Close, i, 9, 0.2))];
        return Smoothed(macd, macd.Length - 1, 3, 0.5);
    }

    private static double PositionInRange(Bars bars, int bar, int count)
    {
        if (bar < count - 1)
            return double.NaN;
        double top = Last(bars.High, bar, count)!.Max(), bottom = Last(bars.Low, bar, count)!.Min();
        return top == bottom ? 50 : 100 * (bars.Close[bar] - bottom) / (top - bottom);
    }

    private static double Typical(Bars bars, int bar) => (bars.High[bar] + bars.Low[bar] + bars.Close[bar]) / 3;

    private static double Commodity(Bars bars, int bar, int count)
    {
        if (Last(Each(bars, bar, Typical), bar, count) is not { } window)
            return double.NaN;
        double deviation = window.Average(x => Math.Abs(x - window.Average()));
        return deviation < 1e-12 ? 0 : (window[^1] - window.Average()) / (0.015 * deviation);
    }

    private static double TrueRange(Bars bars, int bar) => bar == 0
        ? bars.High[0] - bars.Low[0]
        : Math.Max(bars.High[bar], bars.Close[bar - 1]) - Math.Min(bars.Low[bar], bars.Close[bar - 1]);

    private static double Directional(Bars bars, int bar, int count, bool up)
    {
        if (bar < count)
            return double.NaN;
        double[] moves = [.. Enumerable.Range(1, bar).Select(i =>
        {
            double rise = bars.High[i] - bars.High[i - 1], fall = bars.Low[i - 1] - bars.Low[i];
            return up ? (rise > fall && rise > 0 ? rise : 0) : fall > rise && fall > 0 ? fall : 0;
        })];
        double[] ranges = Each(bars, bar, TrueRange)[1..];
        return 100 * Smoothed(moves, bar - 1, count, 1.0 / count) / Smoothed(ranges, bar - 1, count, 1.0 / count);
    }

    private static double Flow(Bars bars, int bar, int count)
    {
        if (bar < count)
            return double.NaN;
        double gain = 0, loss = 0;
        foreach (int i in Enumerable.Range(bar - count + 1, count))
        {
            double flow = Typical(bars, i) * bars.Volume[i];
            gain += Typical(bars, i) > Typical(bars, i - 1) ? flow : 0;
            loss += Typical(bars, i) < Typical(bars, i - 1) ? flow : 0;
        }

        return gain + loss == 0 ? 50 : 100 - (100 / (1 + (gain / loss)));
    }

    private static double DayAverage(Bars bars, int bar)
    {
        int first = bar;
        while (first > 0 && new DateTime(bars.Times[first - 1]).Date == new DateTime(bars.Times[bar]).Date)
            first--;
        IEnumerable<int> day = Enumerable.Range(first, bar - first + 1);
        return day.Sum(i => Typical(bars, i) * bars.Volume[i]) / day.Sum(i => bars.Volume[i]);
    }

    // TradingView's reference implementation, statement by statement.
    private static double Supertrend(Bars bars, int bar, int count, double factor)
    {
        double line = double.NaN, upper = 0, lower = 0, direction = 1;
        for (int i = count - 1; i <= bar; i++)
        {
            double distance = factor * Smoothed(Each(bars, i, TrueRange), i, count, 1.0 / count), middle = (bars.High[i] + bars.Low[i]) / 2;
            double newUpper = middle + distance, newLower = middle - distance;
            if (i > count - 1)
            {
                newLower = newLower > lower || bars.Close[i - 1] < lower ? newLower : lower;
                newUpper = newUpper < upper || bars.Close[i - 1] > upper ? newUpper : upper;
                direction = line == upper ? (bars.Close[i] > newUpper ? -1 : 1) : bars.Close[i] < newLower ? 1 : -1;
            }

            (upper, lower) = (newUpper, newLower);
            line = direction < 0 ? lower : upper;
        }

        return line;
    }

    private static int Held(Bars bars, int bar, int skip)
    {
        int[] held = [.. Enumerable.Range(0, bar + 1).Where(i => bars.Close[i] > bars.Open[i])];
        return held.Length > skip ? held[^(skip + 1)] : -1;
    }
}
