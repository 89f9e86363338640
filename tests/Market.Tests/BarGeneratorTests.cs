using System.Security.Cryptography;
using System.Text;
using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Market.Tests;

public class BarGeneratorTests
{
    private static readonly Bars Hourly = BarGenerator.Generate(new BarGeneratorOptions { Bars = 40_000, Seed = 7 });

    [Fact]
    public void WriteCsv_SameOptions_SameBytesAndOtherSeedOrSymbolOthers()
    {
        var options = new BarGeneratorOptions { Bars = 3000 };

        Assert.Equal(Csv(options), Csv(options));
        Assert.NotEqual(Csv(options), Csv(options with { Seed = 2 }));
        Assert.NotEqual(
            BarGenerator.Generate(options with { Price = 1 }).Close,
            BarGenerator.Generate(options with { Symbol = "GBPUSD", Price = 1 }).Close);
    }

    /// <summary>
    /// The bytes are a promise: examples and pinned studies rely on them. A new generator needs a new version in MarketData.
    /// </summary>
    [Fact]
    public void WriteCsv_Defaults_AreTheBytesTheyAlwaysWere()
    {
        Assert.Equal(
            """
            time,open,high,low,close,volume,spread
            2020-01-01T00:00:00Z,1.10000,1.10014,1.09858,1.09858,1218,0.00013
            2020-01-01T01:00:00Z,1.09858,1.09975,1.09858,1.09950,986,0.00011
            2020-01-01T02:00:00Z,1.09950,1.10108,1.09950,1.10077,1661,0.00011

            """,
            Csv(new BarGeneratorOptions { Bars = 3 }));
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(Csv(new BarGeneratorOptions { Bars = 20_000 })));
        Assert.Equal("34187CCE288CBBCA35F017A8A80C6531A77D332FDFE3DFF75658CBC5E991E810", Convert.ToHexString(hash));
    }

    [Theory]
    [InlineData("EURUSD", null, 5)]
    [InlineData("USDJPY", null, 3)]
    [InlineData("DE40", 1.0, 1)]
    [InlineData("XAUUSD", 0.1, 2)]
    public void Generate_EverySymbol_EqualsReadingTheFile(string symbol, double? pipSize, int digits)
    {
        var options = new BarGeneratorOptions { Symbol = symbol, PipSize = pipSize, Bars = 2000, Price = symbol == "DE40" ? 15_000 : null };

        BarFile file = BarText.Read(Csv(options), symbol + ".csv");

        Assert.Equal((BarFormat.Iso, digits), (file.Format, file.Digits));
        BarText.AssertSame(file.Bars, BarGenerator.Generate(options));
    }

    [Fact]
    public void Generate_AnyBar_KeepsTheRulesOfBars()
    {
        // The reader checks them all; a tiny price and a huge volatility try them.
        Bars bars = BarText.Read(
            Csv(new BarGeneratorOptions { Bars = 5000, Price = 0.002, AnnualVolatility = 4, Interval = TimeSpan.FromDays(1) })).Bars;

        Assert.Equal(5000, bars.Count);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(300)]
    [InlineData(3600)]
    [InlineData(14_400)]
    [InlineData(86_400)]
    public void Generate_AnyInterval_OpensOnlyInTradingHours(int seconds)
    {
        Bars bars = BarGenerator.Generate(
            new BarGeneratorOptions { Bars = 12_000, Interval = TimeSpan.FromSeconds(seconds), Start = new DateTime(2021, 5, 22) });

        foreach (long ticks in bars.Times)
        {
            var time = new DateTime(ticks);
            bool closed = time.DayOfWeek switch
            {
                DayOfWeek.Saturday => true,
                DayOfWeek.Friday => time.Hour >= 21,
                DayOfWeek.Sunday => time.Hour < 21,
                _ => false,
            };
            Assert.False(closed, $"{time} is at the weekend");
            Assert.Equal(0, ticks % (seconds * TimeSpan.TicksPerSecond));
        }

        long[] steps = [.. bars.Times.Zip(bars.Times.Skip(1), (before, after) => after - before).Distinct()];
        Assert.Equal(2, steps.Length);
        Assert.Equal(seconds * TimeSpan.TicksPerSecond, steps.Min());
        Assert.InRange(steps.Max(), 2 * TimeSpan.TicksPerDay, 3 * TimeSpan.TicksPerDay);
    }

    [Fact]
    public void Generate_Returns_ClusterInVolatilityButDoNotPredict()
    {
        double[] returns = Returns(Hourly);
        double[] absolute = [.. returns.Select(Math.Abs)];

        // A day later, at the same hour, what is left is not the pattern of the hours alone; compare with GARCH switched off.
        Bars constant = BarGenerator.Generate(new BarGeneratorOptions { Bars = 40_000, Seed = 7, Reaction = 0, Persistence = 0 });
        double[] calm = [.. Returns(constant).Select(Math.Abs)];

        Assert.InRange(Autocorrelation(returns, 1), -0.03, 0.03);
        Assert.True(Autocorrelation(absolute, 1) > 0.1);
        Assert.True(Autocorrelation(absolute, 24) > Autocorrelation(calm, 24) + 0.02);
        Assert.True(Kurtosis(returns) > Kurtosis(Returns(constant)) + 0.3);
        double annual = Math.Sqrt(returns.Sum(r => r * r) / returns.Length * 24 * 5 * 52);
        Assert.InRange(annual, 0.07, 0.12);
    }

    [Fact]
    public void Generate_HoursOfTheDay_DifferInVolatilityVolumeAndSpread()
    {
        Assert.True(
            MeanAt(Hourly, 14, (bars, i) => bars.High[i] - bars.Low[i]) > 2 * MeanAt(Hourly, 2, (bars, i) => bars.High[i] - bars.Low[i]));
        Assert.True(MeanAt(Hourly, 14, (bars, i) => bars.Volume[i]) > 2 * MeanAt(Hourly, 2, (bars, i) => bars.Volume[i]));
        Assert.True(MeanAt(Hourly, 21, (bars, i) => bars.Spread[i]) > 2.5 * MeanAt(Hourly, 14, (bars, i) => bars.Spread[i]));
        Assert.InRange(MeanAt(Hourly, 14, (bars, i) => bars.Spread[i]), 0.00007, 0.0001);
    }

    [Fact]
    public void Generate_BadOptions_ListsAllOfThem()
    {
        var options = new BarGeneratorOptions
        {
            Bars = 0, Interval = TimeSpan.FromDays(2), Price = -1, AnnualVolatility = 0, Reaction = 0.5, Persistence = 0.6, SpreadPips = -1
        };

        Assert.Equal(
            [
                "synth: bars is 0, but must be 1 or more.",
                "synth: interval is 2.00:00:00, but must be whole seconds, from one second to one day.",
                "synth: price is -1, but must be 100 to 1,000,000,000,000 times the last digit, 1/10 pip.",
                "synth: volatility is 0, but must be above 0 and at most 5.",
                "synth: persistence is 0.6, but must be 0 or more, and below 1 together with the reaction.",
                "synth: spread is -1, but must be 0 to 1,000,000 pips.",
            ],
            BarText.ProblemsOf(() => BarGenerator.Generate(options)));
    }

    [Fact]
    public async Task LoadAsync_SynthSpec_GivesTheGeneratorsBarsAndPinsTheirSettings()
    {
        var synth = new SynthSpec(3, 500, TimeSpan.FromHours(1), new DateTime(2020, 1, 1), Price: 1.2);
        var cache = new BarCache();
        var source = new MemoryDataSource();

        LoadedData loaded = await MarketData.LoadAsync(
            [new DataSpec("EURUSD", string.Empty, Synth: synth, LimitBars: 100)], source, cache, default);
        LoadedData again = await MarketData.LoadAsync([new DataSpec("EURUSD", string.Empty, Synth: synth)], source, cache, default);

        Bars expected = BarGenerator.Generate(new BarGeneratorOptions { Symbol = "EURUSD", Seed = 3, Bars = 500, Price = 1.2 });
        BarText.AssertSame(expected.Slice(400, 100), loaded.Bars[0]);
        BarText.AssertSame(expected, again.Bars[0]);
        Assert.Equal("synth:EURUSD", loaded.Pins[0].Files[0].Name);
        Assert.Equal("1:seed=3,bars=500,interval=3600s,start=2020-01-01T00:00:00Z,price=1.2,pip=", loaded.Pins[0].Files[0].Version);
        Assert.Equal(1, cache.Statistics.Loads);
    }

    private static string Csv(BarGeneratorOptions options)
    {
        using var stream = new MemoryStream();
        BarGenerator.WriteCsv(options, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static double[] Returns(Bars bars) => [.. bars.Close.Zip(bars.Close.Skip(1), (before, after) => (after / before) - 1)];

    private static double MeanAt(Bars bars, int hour, Func<Bars, int, double> value) =>
        Enumerable.Range(0, bars.Count).Where(i => new DateTime(bars.Times[i]).Hour == hour).Average(i => value(bars, i));

    private static double Autocorrelation(double[] values, int lag)
    {
        double mean = values.Average();
        double variance = values.Sum(value => (value - mean) * (value - mean));
        return values.Skip(lag).Zip(values, (later, earlier) => (later - mean) * (earlier - mean)).Sum() / variance;
    }

    private static double Kurtosis(double[] values)
    {
        double mean = values.Average();
        double second = values.Average(value => Math.Pow(value - mean, 2));
        return values.Average(value => Math.Pow(value - mean, 4)) / (second * second);
    }
}
