using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Studies.Tests.Execution;

/// <summary>Windows that are longer than the data.</summary>
public sealed class StudyRemarksTests
{
    [Theory]
    [InlineData("ma_cross", "slow: [50, 299]", "")]
    [InlineData(
        "ma_cross", "slow: [50, 300]",
        "slow goes up to 300, but EURUSD has 300 bars: with 1 of its 2 values (300 or more) a trial never trades on it. Lower slow, or give "
            + "more bars.")]
    [InlineData(
        "ma_cross", "slow: {min: 250, max: 349}",
        "slow goes up to 349, but EURUSD has 300 bars: with 50 of its 100 values (300 or more) a trial never trades on it. Lower slow, or "
            + "give more bars.")]
    [InlineData(
        "ma_cross", "slow: [20], stop_atr: [0, 2], atr_period: [14, 400]",
        "atr_period goes up to 400, but EURUSD has 300 bars: with 1 of its 2 values (300 or more) a trial never trades on it. Lower "
            + "atr_period, or give more bars.")]
    // Without an exit that uses it, nobody reads the period; other counts of bars look ahead, not back.
    [InlineData("ma_cross", "slow: [20], atr_period: [14, 400]", "")]
    [InlineData("ma_cross", "slow: [20], max_bars: [400]", "")]
    [InlineData(
        "donchian_breakout", "period: {min: 10, max: 100000}",
        "period goes up to 100,000, but EURUSD has 300 bars: with 99,701 of its 99,991 values (300 or more) a trial never trades on it. "
            + "Lower period, or give more bars.")]
    public void Of_Windows_SaysWhichAreTooLong(string strategy, string parameters, string expected) =>
        Assert.Equal(expected, string.Join(' ', Windows(strategy, parameters, ("EURUSD", 300))));

    [Fact]
    public void Of_TwoSymbols_SpeaksOfTheShortOne()
    {
        string[] said = Windows("ma_cross", "slow: [100, 200]", ("EURUSD", 300), ("GBPUSD", 90));

        Assert.Equal(
            ["slow is 100 or more in every trial, but GBPUSD has 90 bars: no trial ever trades on it. Lower slow, or give more bars."], said);
    }

    [Theory]
    [InlineData("ma_cross", "slow: [300, 400]", "slow is 300 or more in every trial, but EURUSD has 300 bars")]
    [InlineData("ma_cross", "slow: 400", "slow is 400, but EURUSD has 300 bars")]
    [InlineData("ma_cross", "fast: {min: 500, max: 600}", "fast is 500 or more in every trial, but EURUSD has 300 bars")]
    public void Of_NoWindowFits_IsRefused(string strategy, string parameters, string said)
    {
        var fault = Assert.Throws<InvalidInputException>(() => Windows(strategy, parameters, ("EURUSD", 300)));

        Assert.Contains($"{said}: no trial can ever trade.", fault.Message);
    }

    [Fact]
    public void Of_DefaultThatNobodySet_IsCalledOne() => Assert.Contains(
        "slow is 50, its default, but EURUSD has 40 bars: no trial can ever trade.",
        Assert.Throws<InvalidInputException>(() => Windows("ma_cross", "fast: [3, 5]", ("EURUSD", 40))).Message);

    private static string[] Windows(string strategy, string parameters, params (string Symbol, int Bars)[] symbols)
    {
        string data = string.Join(", ", symbols.Select(symbol => $"{symbol.Symbol}: {{synth: {{seed: 1, bars: {symbol.Bars}}}}}"));
        var spec = StudyFile.Parse(
            $"name: w\ndata: {{{data}}}\nstrategy: {strategy}\nparameters: {{{parameters}}}\nmetric: sharpe\nsampler: random\ntrials: 5\n",
            "study.yaml");
        Bars[] bars = [
            .. symbols.Select(symbol => BarGenerator.Generate(new BarGeneratorOptions { Symbol = symbol.Symbol, Bars = symbol.Bars, Seed = 1 }))
        ];
        return [
            .. StudyRemarks.Of(spec, bars).Where(remark => remark.Kind == DataRemarkKind.WindowTooLong).Select(remark => remark.Text)
        ];
    }
}
