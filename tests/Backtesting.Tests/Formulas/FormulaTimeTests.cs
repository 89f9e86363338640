using ServerlessTuner.Core.Backtesting.Formulas;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests.Formulas;

public class FormulaTimeTests
{
    private static readonly DateTime Monday = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void On_HourlyBars_ShowsAFourHourBarFromItsLastHourOn()
    {
        Bars bars = FormulaMake.OfCloses([.. Enumerable.Range(1, 12).Select(i => (double)i)]);

        double[] close = FormulaMake.Values(bars, "on('4h', close)"), open = FormulaMake.Values(bars, "on('4h', open)");
        double[] before = FormulaMake.Values(bars, "on('4h', close[1])");

        Assert.Equal([double.NaN, double.NaN, double.NaN, 4, 4, 4, 4, 8, 8, 8, 8, 12], close);
        Assert.Equal([double.NaN, double.NaN, double.NaN, 1, 1, 1, 1, 5, 5, 5, 5, 9], open);
        Assert.Equal([double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, 4, 4, 4, 4, 8], before);
    }

    [Fact]
    public void On_MissingBars_WaitsForTheEndOfTheInterval()
    {
        // The four-hour bar from 0:00 ends at 4:00, though nothing was traded after 2:00: known at the close of the next bar, 6:00.
        Bars bars = Of("X", TimeSpan.FromHours(1), (0, 1), (1, 2), (5, 3), (6, 4), (7, 5), (8, 6));

        Assert.Equal([double.NaN, double.NaN, 2, 2, 5, 5], FormulaMake.Values(bars, "on('4h', close)"));
        Assert.Equal([double.NaN, double.NaN, 1, 1, 3, 3], FormulaMake.Values(bars, "on('4h', low)"));
    }

    [Fact]
    public void On_DaysAndWeeks_StartAtMidnightAndOnMonday()
    {
        Bars bars = FormulaMake.OfCloses([.. Enumerable.Range(0, 24 * 15).Select(i => 1 + (i / 24.0))]);

        double[] days = FormulaMake.Values(bars, "on('1d', weekday)"), weeks = FormulaMake.Values(bars, "on('1w', day)");

        Assert.True(double.IsNaN(days[22]));
        Assert.Equal((0, 0, 1), (days[23], days[46], days[47]));
        Assert.True(double.IsNaN(weeks[(24 * 7) - 2]));
        Assert.Equal((1, 1, 8), (weeks[(24 * 7) - 1], weeks[(24 * 14) - 2], weeks[(24 * 14) - 1]));
    }

    [Fact]
    public void On_TheSameInterval_IsTheSeriesItself()
    {
        Bars bars = FormulaMake.Synthetic(100);

        Assert.Equal(FormulaMake.Values(bars, "rsi(5)"), FormulaMake.Values(bars, "on('1h', rsi(5))"));
    }

    [Fact]
    public void On_HigherBars_AreThoseOfTheirFinerOnes()
    {
        Bars bars = FormulaMake.Synthetic(600);
        double[] found = FormulaMake.Values(bars, "on('1d', high - low + volume)");
        var days = Enumerable.Range(0, bars.Count).GroupBy(i => new DateTime(bars.Times[i]).Date).ToArray();
        foreach (var day in days[1..^1])
        {
            // At the first bar of the next day the day is over, whatever the market's hours.
            double expected = day.Max(i => bars.High[i]) - day.Min(i => bars.Low[i]) + day.Sum(i => bars.Volume[i]);
            Assert.Equal(expected, found[day.Last() + 1], 1e-9);
        }
    }

    [Fact]
    public void Of_OtherSymbol_IsTheLastBarThatIsOver()
    {
        Bars ours = Of("X", TimeSpan.FromHours(1), (0, 1), (1, 2), (2, 3), (5, 4));
        Bars theirs = Of("DXY", TimeSpan.FromHours(1), (0.5, 10), (1, 20), (2.5, 30), (3.5, 40), (9, 50));
        FormulaNode node = new FormulaScope([], null, ["X", "DXY"]).Compile("of('DXY', close)").Bind(ParameterSet.Empty);

        // Their shortest step is half an hour, so that is how long their bars are.
        Assert.Equal([10, 20, 30, 40], new FormulaMarket([ours, theirs])["X"].Values(node));
        // Bars of two hours: that of 0:30 is over at 2:30.
        Dictionary<string, TimeSpan> lengths = new() { ["DXY"] = TimeSpan.FromHours(2) };
        Bars apart = Of("DXY", TimeSpan.FromHours(2), (0.5, 10), (2.5, 30), (9, 50));
        Assert.Equal([double.NaN, double.NaN, 10, 30], new FormulaMarket([ours, apart], lengths)["X"].Values(node));
    }

    [Fact]
    public void Of_WithOnInside_UsesTheOtherSymbolsBars()
    {
        Bars ours = FormulaMake.Synthetic(200), theirs = FormulaMake.Synthetic(200, 4, "DXY");
        var scope = new FormulaScope([], null, ["EURUSD", "DXY"]);
        var market = new FormulaMarket([ours, theirs]);

        Assert.Equal(
            market["DXY"].Values(scope.Compile("on('4h', sma(close, 3))").Bind(ParameterSet.Empty)),
            market["EURUSD"].Values(scope.Compile("of('DXY', on('4h', sma(close, 3)))").Bind(ParameterSet.Empty)));
        Assert.Equal(
            market["EURUSD"].Values(scope.Compile("on('4h', close)").Bind(ParameterSet.Empty)),
            market["EURUSD"].Values(scope.Compile("of('DXY', of('EURUSD', on('4h', close)))").Bind(ParameterSet.Empty)));
    }

    [Fact]
    public void Of_SymbolWithoutBars_IsNamed()
    {
        FormulaNode node = new FormulaScope([], null, ["EURUSD", "DXY"]).Compile("of('DXY', close)").Bind(ParameterSet.Empty);

        var fault = Assert.Throws<InvalidInputException>(() => FormulaMake.Market(FormulaMake.Synthetic(10))["EURUSD"].Values(node));

        Assert.Equal("data: DXY is not a symbol of the study. The only one is EURUSD.", fault.Message);
    }

    private static Bars Of(string symbol, TimeSpan length, params (double Hour, double Close)[] bars)
    {
        double[] closes = [.. bars.Select(bar => bar.Close)];
        Assert.True(length > TimeSpan.Zero);
        return new Bars(
            symbol, 0.0001, [.. bars.Select(bar => Monday.AddHours(bar.Hour).Ticks)], closes, closes, closes, closes, new double[bars.Length], new double[bars.Length]);
    }
}
