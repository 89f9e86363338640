using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Market.Tests;

public class MarketDataTests
{
    private const string Head = "time,open,high,low,close\n";

    private readonly MemoryDataSource source = new();
    private readonly BarCache cache = new();

    [Fact]
    public async Task LoadAsync_RangeAndLimit_SelectFromDateToDateThenTheLast()
    {
        source.Files["days.csv"] = Days(10);

        Assert.Equal([4.0, 5, 6, 7], await ClosesAsync(new DataSpec("EURUSD", "days.csv", From: Day(4), To: Day(8))));
        Assert.Equal([6.0, 7], await ClosesAsync(new DataSpec("EURUSD", "days.csv", LimitBars: 2, From: Day(4), To: Day(8))));
        Assert.Equal([9.0, 10], await ClosesAsync(new DataSpec("EURUSD", "days.csv", From: Day(8).AddHours(1), LimitBars: 100)));
        Assert.Equal([10.0], await ClosesAsync(new DataSpec("EURUSD", "days.csv", LimitBars: 1)));
        Assert.Equal(10, (await ClosesAsync(new DataSpec("EURUSD", "days.csv"))).Count());
        Assert.Equal(1, source.Opened);
    }

    [Fact]
    public async Task LoadAsync_PipSize_IsTheUsualOneOrAsTheStudySays()
    {
        source.Files["days.csv"] = Days(2);
        LoadedData loaded = await LoadAsync(
            new DataSpec("EURUSD", "days.csv"), new DataSpec("usdjpy", "days.csv"), new DataSpec("DE40", "days.csv", PipSize: 1));

        Assert.Equal([("EURUSD", 0.0001), ("usdjpy", 0.01), ("DE40", 1.0)], loaded.Bars.Select(bars => (bars.Symbol, bars.PipSize)));
        Assert.Same(loaded.Bars[0].Close, loaded.Bars[1].Close);
    }

    [Fact]
    public async Task LoadAsync_Pattern_JoinsFilesByName()
    {
        source.Files["q2.csv"] = Head + "2020-04-01,4,4,4,4\n";
        source.Files["q1.csv"] = Head + "2020-01-01,1,1,1,1\n2020-02-01,2,2,2,2\n";
        source.Files["other.csv"] = Days(3);

        LoadedData loaded = await LoadAsync(new DataSpec("EURUSD", "q?.csv"));

        Assert.Equal([1.0, 2, 4], loaded.Bars[0].Close);
        Assert.Equal(["q1.csv", "q2.csv"], loaded.Pins[0].Files.Select(file => file.Name));
        await LoadAsync(new DataSpec("EURUSD", "q?.csv"));
        Assert.Equal(2, source.Opened);
    }

    [Fact]
    public async Task LoadAsync_PatternWithOverlap_NamesTheFiles()
    {
        source.Files["a.csv"] = Days(3);
        source.Files["b.csv"] = Head + "2020-01-03,1,1,1,1\n";

        Assert.Equal(
            [
                "b.csv: The file starts at 2020-01-03T00:00:00Z, but the file before it by name, a.csv, reaches to "
                    + "2020-01-03T00:00:00Z. Name the files so that they follow each other in time, and remove bars that stand in both."
            ],
            await ProblemsAsync(new DataSpec("EURUSD", "*.csv")));
    }

    [Fact]
    public async Task LoadAsync_BadRequests_SayWhatToWrite()
    {
        source.Files["days.csv"] = Days(3);

        Assert.Equal(
            ["data.EURUSD: No file matches 'x*.csv'. Check the path and the pattern."],
            await ProblemsAsync(new DataSpec("EURUSD", "x*.csv")));
        Assert.Equal(
            ["data.EURUSD: limit_bars of EURUSD is 0, but must be 1 or more. Remove it to use all bars."],
            await ProblemsAsync(new DataSpec("EURUSD", "days.csv", LimitBars: 0)));
        Assert.Equal(
            ["data.EURUSD: The pip size of EURUSD is 0, but must be a number above 0, such as 0.0001. Remove it for the usual one."],
            await ProblemsAsync(new DataSpec("EURUSD", "days.csv", PipSize: 0)));
        Assert.Equal(
            [
                "data.EURUSD: No bar of EURUSD lies in the date range from 2020-01-04T00:00:00Z to the end; the data reach from "
                    + "2020-01-01T00:00:00Z to 2020-01-03T00:00:00Z. Choose dates within."
            ],
            await ProblemsAsync(new DataSpec("EURUSD", "days.csv", From: Day(4))));
        Assert.Equal(
            [
                "data.EURUSD: No bar of EURUSD lies in the date range from the start to 2020-01-01T00:00:00Z; the data reach from "
                    + "2020-01-01T00:00:00Z to 2020-01-03T00:00:00Z. Choose dates within."
            ],
            await ProblemsAsync(new DataSpec("EURUSD", "days.csv", To: Day(1))));
    }

    [Fact]
    public async Task LoadAsync_SeveralBadFiles_ListsTheProblemsOfAll()
    {
        source.Files["good.csv"] = Days(3);
        source.Files["bad.csv"] = Head + "2020-01-01,1,1,1,x\n";

        Assert.Equal(
            [
                "gone.csv: There is no such file.",
                "bad.csv:2: close is 'x', which is not a number. Write digits with a decimal point, as in 1.2345, or remove the row.",
            ],
            await ProblemsAsync(new DataSpec("EURUSD", "gone.csv"), new DataSpec("GBPUSD", "good.csv"), new DataSpec("NZDUSD", "bad.csv")));
    }

    [Fact]
    public async Task LoadAsync_Pinned_GivesThatVersionOrAnError()
    {
        DataSpec[] data = [new DataSpec("EURUSD", "days.csv")];
        source.Files["days.csv"] = Days(3);
        IReadOnlyList<PinnedData> pins = await MarketData.PinAsync(data, source, default);
        Assert.Equal(0, source.Opened);
        Bars before = (await MarketData.LoadAsync(data, pins, source, cache, default))[0];

        source.Files["days.csv"] = Days(4);

        Assert.Same(before.Close, (await MarketData.LoadAsync(data, pins, source, cache, default))[0].Close);
        Assert.Equal(4, (await LoadAsync(data)).Bars[0].Count);
        InvalidInputException error = await Assert.ThrowsAsync<InvalidInputException>(
            () => MarketData.LoadAsync(data, pins, source, new BarCache(), default));
        Assert.Equal("days.csv: The file has changed.", error.Message);
    }

    [Fact]
    public async Task LoadAsync_HundredInParallel_OpenTheFileOnce()
    {
        source.Files["days.csv"] = Days(1000);

        LoadedData[] loaded = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => Task.Run(() => LoadAsync(new DataSpec("EURUSD", "days.csv")))));

        Assert.Equal(1, source.Opened);
        Assert.All(loaded, each => Assert.Same(loaded[0].Bars[0].Close, each.Bars[0].Close));
    }

    private static DateTime Day(int day) => new(2020, 1, day, 0, 0, 0, DateTimeKind.Utc);

    private static string Days(int count) =>
        Head + string.Concat(Enumerable.Range(1, count).Select(i => $"{Day(1).AddDays(i - 1):yyyy-MM-dd},{i},{i},{i},{i}\n"));

    private Task<LoadedData> LoadAsync(params DataSpec[] data) => MarketData.LoadAsync(data, source, cache, default);

    private async Task<IEnumerable<double>> ClosesAsync(DataSpec spec) => (await LoadAsync(spec)).Bars[0].Close;

    private async Task<string[]> ProblemsAsync(params DataSpec[] data) =>
        [.. (await Assert.ThrowsAsync<InvalidInputException>(() => LoadAsync(data))).Problems.Select(problem => problem.ToString())];
}
