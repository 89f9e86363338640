using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests;

/// <summary>What trades cost, by bar, whether spreads fit 16 bits or not.</summary>
public class SpreadCodesTests
{
    [Theory]
    [MemberData(nameof(Spreads))]
    public void CostAt_AnySpread_IsThatOfItsFormula(string kind, bool fits)
    {
        var random = new Random(7);
        foreach (int count in (int[])[1, 7, 8, 33, 1000])
        {
            Bars bars = Make.RandomBars(random, count, random.Next(2) == 0 ? "EURUSD" : "USDJPY");
            for (int i = 0; i < count; i++)
                bars.Spread[i] = SpreadOf(kind, random, i) * bars.PipSize;
            // As a file has them.
            for (int i = 0; i < count && fits; i++)
                bars.Spread[i] = double.Parse(bars.Spread[i].ToString("F7"), System.Globalization.CultureInfo.InvariantCulture);
            foreach (Scenario scenario in (Scenario[])[.. Scenario.Defaults, new("D", SpreadPips: 1.3, CommissionPips: 0.7)])
            {
                var series = new PointSeries(bars);
                var market = new MarketConditions(series, scenario);
                int least = 0;
                for (int bar = 0; bar < count; bar++)
                {
                    double pips = scenario.SpreadPips ?? (scenario.SpreadFactor * bars.Spread[bar] / bars.PipSize);
                    int cost = (int)Math.Clamp(
                        Math.Round((pips + (2 * scenario.SlippagePips) + scenario.CommissionPips) * series.PointsPerPip),
                        -PointSeries.Limit,
                        PointSeries.Limit);
                    Assert.Equal(cost, market.CostAt(bar));
                    least = Math.Min(least, cost);
                }

                Assert.Equal(least, market.LeastCost);
                Assert.True(fits == series.Spreads is not null || count < 33, $"{kind}, {count} bars");
            }
        }
    }

    public static TheoryData<string, bool> Spreads() => new()
    {
        { "tenths", true },
        { "negative", true },
        { "none", true },
        { "hundredths", true },
        { "any", false },
        { "wide", false },
        { "late", false },
    };

    private static double SpreadOf(string kind, Random random, int bar) => kind switch
    {
        "tenths" => random.Next(0, 4000) / 10.0,
        "negative" => random.Next(-50, 50) / 10.0,
        "hundredths" => random.Next(0, 300) / 100.0,
        "any" => random.NextDouble() * 3,
        "wide" => bar == 0 ? 0.0001 : random.Next(0, 100) * 1000,
        "late" => bar == 32 ? 1 / 3.0 : 1.5,
        _ => 0,
    };
}
