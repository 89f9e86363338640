using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace ServerlessTuner.Browser.Tests;

/// <summary>A page in the browser, and what went wrong in it.</summary>
/// <param name="Page">The page.</param>
/// <param name="Faults">Exceptions and errors, those of its policy among them.</param>
/// <param name="Requests">The addresses that it asked for.</param>
public sealed record OpenPage(IPage Page, IReadOnlyCollection<string> Faults, IReadOnlyCollection<string> Requests) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    // What a chart was given, and where a point of it is on the page.
    private const string Find = "title => document.querySelector(`section[aria-label=\"${title}\"] .chart`).chart";

    /// <summary>Waits until a chart is drawn.</summary>
    public Task<ILocator> ChartAsync(string title) => DrawnAsync(Page.Locator($"section[aria-label=\"{title}\"] .chart"));

    /// <summary>The data of a series of a chart, flat.</summary>
    public async Task<double[]> DataAsync(string title, string series)
    {
        await ChartAsync(title);
        JsonElement data = await Page.EvaluateAsync<JsonElement>(
            $$"""
            ([title, id]) => {
                const series = ({{Find}})(title).getOption().series.find(one => one.id === id);
                return Array.from(series.data).flat();
            }
            """,
            new[] { title, series });
        return [.. data.EnumerateArray().Select(value => value.GetDouble())];
    }

    /// <summary>Moves the pointer to a point of a series, and gives the texts that a chart then shows.</summary>
    public async Task<string> TooltipAsync(string title, string series, int index)
    {
        ILocator chart = await ChartAsync(title);
        await chart.ScrollIntoViewIfNeededAsync();
        JsonElement at = await Page.EvaluateAsync<JsonElement>(
            $$"""
            ([title, id, index]) => {
                const chart = ({{Find}})(title), option = chart.getOption();
                const series = option.series.findIndex(one => one.id === id), data = option.series[series].data;
                const point = typeof data[0] === 'number' ? [data[2 * index], data[2 * index + 1]] : data[index];
                return chart.convertToPixel({seriesIndex: series}, point);
            }
            """,
            new object[] { title, series, index });
        LocatorBoundingBoxResult box = (await chart.BoundingBoxAsync())!;
        await Page.Mouse.MoveAsync(box.X + 5, box.Y + 5);
        await Page.Mouse.MoveAsync(box.X + (float)at[0].GetDouble(), box.Y + (float)at[1].GetDouble(), new MouseMoveOptions { Steps = 4 });
        string tooltip = $$"""
            title => ({{Find}})(title).getZr().storage.getDisplayList(true).map(one => one.style?.text ?? '')
                .join('\n').match(/trial \d[\s\S]*/)?.[0] ?? null
            """;
        await WaitAsync($"title => ({tooltip})(title) !== null", title);
        return await Page.EvaluateAsync<string>(tooltip, title);
    }

    /// <summary>Waits until something holds. The page's policy lets no text be run, so the waiting is done here.</summary>
    public async Task WaitAsync(string condition, object? argument = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await Page.EvaluateAsync<bool>(condition, argument))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"Waited in vain: {condition}");
            await Task.Delay(50);
        }
    }

    /// <summary>Whether a text of a study has run as a script, and whether anything went wrong.</summary>
    public async Task CheckAsync()
    {
        Assert.Null(await Page.EvaluateAsync<int?>("window.hacked ?? null"));
        Assert.Empty(Faults);
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();

    private static async Task<ILocator> DrawnAsync(ILocator chart)
    {
        await Assertions.Expect(chart).Not.ToHaveAttributeAsync("data-drawn", "0");
        return chart;
    }
}
