using ServerlessTuner.Core.Market;
using ServerlessTuner.Tests.Support;

namespace ServerlessTuner.Market.Tests;

public class DataInspectionTests
{
    [Fact]
    public void ToLines_SmallFile_TellsEverything()
    {
        // Friday evening to Monday morning, with a missing hour and a spike.
        string[] rows =
        [
            "time,open,high,low,close,volume,spread",
            "2024-03-01T17:00:00Z,1.1000,1.1010,1.1000,1.1010,5,0.0001",
            "2024-03-01T18:00:00Z,1.1010,1.1020,1.1010,1.1020,5,0.0002",
            "2024-03-01T20:00:00Z,1.1020,1.1030,1.1020,1.1030,5,0.0003",
            "2024-03-01T21:00:00Z,1.1030,1.1040,1.1030,1.1040,5,0.0004",
            "2024-03-03T22:00:00Z,1.1100,1.1110,1.1100,1.1110,5,0.0010",
            "2024-03-03T23:00:00Z,1.1110,1.2000,1.1110,1.1110,5,0.0001",
        ];

        Assert.Equal(
            [
                "file       quotes/eurusd.csv",
                "format     ISO CSV",
                "symbol     EURUSD by the file's name; pip 0.0001, prices with 4 decimal places",
                "bars       6",
                "range      2024-03-01T17:00:00Z to 2024-03-03T23:00:00Z",
                "interval   1h",
                "gaps       1, besides 1 weekend; 1 bar missing, the largest:",
                "           2024-03-01T19:00:00Z to 2024-03-01T20:00:00Z: 1h",
                "spread     pips: min 1, median 2, mean 3.5, 95 % 10, max 10",
                "volume     recorded",
                "suspicious 1 place:",
                "           2024-03-03T23:00:00Z: a bar 89 times as large as usual (890 pips)",
            ],
            Lines(rows));
    }

    [Fact]
    public void ToLines_NothingToReport_SaysSo()
    {
        Assert.Equal(
            [
                "file       quotes/eurusd.csv",
                "format     HistData",
                "symbol     EURUSD by the file's name; pip 0.0001, prices with 1 decimal place",
                "bars       1",
                "range      2024-03-01T17:00:00Z to 2024-03-01T17:00:00Z",
                "time zone  read as UTC; HistData's own files are in New York time without daylight saving",
                "interval   unknown: one bar only",
                "gaps       none",
                "spread     none recorded: set spread_pips in the scenarios",
                "volume     none recorded",
                "suspicious nothing",
            ],
            Lines("20240301 170000;1.1;1.1;1.1;1.1;0"));
    }

    [Fact]
    public void Of_FlatRuns_AreListedAndCounted()
    {
        var rows = new List<string> { "time,open,high,low,close" };
        for (int i = 0; i < 300; i++)
        {
            // Runs of 12 still bars, each at its own price, and one that is one bar too short.
            double price = 1 + (i < 9 ? 0.5 : (i + 3) / 12 * 0.01);
            rows.Add(
                FormattableString.Invariant(
                    $"{new DateTime(2024, 1, 1).AddHours(i):yyyy-MM-ddTHH:mm:ss},{price:F2},{price:F2},{price:F2},{price:F2}"));
        }

        DataInspection inspection = Inspect([.. rows]);

        Assert.Equal(10, inspection.Oddities.Count);
        Assert.Equal(new DataOddity(new DateTime(2024, 1, 1, 9, 0, 0), "12 bars in a row without any movement"), inspection.Oddities[0]);
        Assert.Equal(14, inspection.MoreOddities);
        Assert.Equal("           and 14 more", inspection.ToLines().Last());
    }

    [SharedDataFact]
    public void Of_RealFiles_FindsIntervalGapsAndSpread()
    {
        DataInspection hourly = InspectFile("EURUSD_H1.csv"), minutes = InspectFile("EURUSD_M1.csv"), daily = InspectFile("GBPUSD_D1.csv");

        Assert.Equal(TimeSpan.FromHours(1), hourly.Interval);
        Assert.InRange(hourly.Gaps.Weekends, 600, 626);
        Assert.NotNull(hourly.Spread);
        Assert.True(
            hourly.Spread.Min <= hourly.Spread.Median
                && hourly.Spread.Median <= hourly.Spread.P95
                && hourly.Spread.P95 <= hourly.Spread.Max);

        // Fifteen days in two years, years apart.
        Assert.Equal(TimeSpan.FromMinutes(1), minutes.Interval);
        Assert.True(minutes.Gaps.Biggest[0].Length > TimeSpan.FromDays(3 * 365));
        Assert.Equal(minutes.Gaps.Biggest.OrderByDescending(gap => gap.Length), minutes.Gaps.Biggest);

        Assert.Equal(TimeSpan.FromDays(1), daily.Interval);
        Assert.True(daily.Gaps.Weekends > 300);
    }

    private static string[] Lines(params string[] rows) => [.. Inspect(rows).ToLines()];

    private static DataInspection Inspect(params string[] rows) =>
        DataInspection.Of(BarText.Read(string.Join('\n', rows), "quotes/eurusd.csv"), "quotes/eurusd.csv");

    private static DataInspection InspectFile(string name) =>
        DataInspection.Of(BarReader.Read(File.ReadAllBytes(SharedData.PathOf(name)), name), name);
}
