using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Market.Tests;

public sealed class DataRemarksTests
{
    [Fact]
    public void Of_PairWithSpread_SaysNothing() => Assert.Empty(Remarks("EURUSD", Series(1.1, 0.0008, 5), spread: 0.0001));

    [Fact]
    public void Of_PairWithoutSpread_NamesTheScenariosThatCharge() => Assert.Equal(
        "EURUSD has no spread in its bars, so scenarios A, B, C trade it at a spread of 0. "
        + "Set spread_pips in the scenarios, or give bars with a spread.",
        Assert.Single(Remarks("EURUSD", Series(1.1, 0.0008, 5), spread: 0)).Text);

    [Fact]
    public void Of_FixedSpread_NeedsNoneInTheBars()
    {
        Scenario[] scenarios = [new("B", SpreadPips: 1.5), new("free", SpreadFactor: 0)];

        Assert.Empty(DataRemarks.Of(new DataSpec("EURUSD", "x.csv"), Bars("EURUSD", 0.0001, Series(1.1, 0.0008, 5), 0), scenarios));
    }

    [Fact]
    public void Of_GoldWithoutPipSize_SaysWhatWasAssumed()
    {
        DataRemark remark = Assert.Single(Remarks("XAUUSD", Series(2400, 3, 2), spread: 0.02));

        Assert.Equal(DataRemarkKind.PipSizeAssumed, remark.Kind);
        Assert.Equal(
            "XAUUSD is no pair of currencies and has no pip_size: 0.0001 was assumed, so that a usual bar is 30,000 pips. "
            + "Everything in pips follows from it. Write data: {XAUUSD: {path: …, pip_size: …}}.",
            remark.Text);
    }

    [Fact]
    public void Of_GoldWithPipSize_SaysNothing() => Assert.Empty(Remarks("XAUUSD", Series(2400, 3, 2), spread: 0.2, pipSize: 0.1));

    [Fact]
    public void Of_SpreadInPips_IsUnlikely() =>
        Assert.Equal(DataRemarkKind.SpreadUnlikely, Assert.Single(Remarks("EURUSD", Series(1.1, 0.0008, 5), spread: 1.4)).Kind);

    [Theory]
    [InlineData(0.001, 0.0001)]
    [InlineData(0.0001, 5)]
    public void Of_UnlikelyPipSize_IsSaid(double pipSize, double range) => Assert.Contains(
        Remarks("US500", Series(4000, range, 4), spread: 0.00001, pipSize: pipSize), remark =>
            remark.Kind == DataRemarkKind.PipSizeUnlikely);

    [Fact]
    public void Of_PricesFinerThanTheGrid_AreCounted()
    {
        double[] closes = [.. Enumerable.Range(0, 100).Select(i => 0.0000123456 + (i * 0.0000000017))];

        DataRemark remark = Assert.Single(
            Remarks("PEPEUSD", closes, spread: 0, pipSize: 0.0001, scenarios: []), remark => remark.Kind == DataRemarkKind.PricesRounded);

        Assert.Contains("rounded to multiples of 0.00000001", remark.Text);
    }

    [Theory]
    [InlineData("EURUSD", true)]
    [InlineData("eur/jpy", true)]
    [InlineData("GBPUSD.m", true)]
    [InlineData("XAUUSD", false)]
    [InlineData("BTCUSD", false)]
    [InlineData("US500", false)]
    public void IsCurrencyPair_Symbol_IsToldByItsCodes(string symbol, bool expected) =>
        Assert.Equal(expected, SymbolGuess.IsCurrencyPair(symbol));

    private static IReadOnlyList<DataRemark> Remarks(
        string symbol, double[] closes, double spread, double? pipSize = null, IReadOnlyList<Scenario>? scenarios = null) =>
        DataRemarks.Of(
            new DataSpec(symbol, "x.csv", pipSize),
            Bars(symbol, pipSize ?? Core.Market.Bars.DefaultPipSize(symbol), closes, spread),
            scenarios ?? Scenario.Defaults);

    private static double[] Series(double start, double range, int digits) =>
        [.. Enumerable.Range(0, 200).Select(i => Math.Round(start + (range * ((i % 7) - 3) / 2), digits)), start + range, start];

    private static Bars Bars(string symbol, double pip, double[] closes, double spread)
    {
        double range = closes[^2] - closes[^1];
        long[] times = [.. closes.Select((_, i) => DateTime.UnixEpoch.Ticks + (i * TimeSpan.TicksPerHour))];
        return new Bars(
            symbol, pip, times, closes, [
                .. closes.Select(close => close + (range / 2))
            ], [.. closes.Select(close => close - (range / 2))], closes,
            new double[closes.Length], [.. closes.Select(_ => spread)]);
    }
}
