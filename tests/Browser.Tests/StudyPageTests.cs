using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using ServerlessTuner.Cli.Tests.Serving;

namespace ServerlessTuner.Browser.Tests;

/// <summary>What the page shows of studies, against the files that they left.</summary>
public sealed class StudyPageTests(PageFixture fixture) : IClassFixture<PageFixture>
{
    private const string History = "History of value";

    [BrowserFact]
    public async Task List_StudiesThatEnded_ShowsTheirBest()
    {
        await using OpenPage open = await fixture.OpenServiceAsync(string.Empty);
        JsonElement study = await fixture.Service.GetAsync("/api/studies/stages");
        ILocator row = open.Page.Locator("tr", new PageLocatorOptions { Has = open.Page.GetByRole(AriaRole.Link, new() { Name = "stages" }) });

        await Assertions.Expect(row).ToContainTextAsync("completed");
        string best = study.GetProperty("best").GetProperty("score").GetDouble().ToString("R", CultureInfo.InvariantCulture);
        await Assertions.Expect(row.Locator($"td[title=\"{best}\"]")).ToHaveCountAsync(1);
        await open.Page.GetByLabel("Search studies").FillAsync("nothing like it");
        await Assertions.Expect(row).ToHaveCountAsync(0);
        await open.CheckAsync();
    }

    [BrowserFact]
    public async Task History_OfASearch_HasThePointsAndTheBestOfTheFiles()
    {
        (string[] head, string[][] rows) = Parse(await fixture.LinesAsync("hostile", "trials.csv"));
        int state = Array.IndexOf(head, "state"), score = Array.IndexOf(head, "score");
        double[] complete = [.. rows.Where(row => row[state] == "complete").Select(row => Number(row[score]))];
        await using OpenPage open = await fixture.OpenServiceAsync("study/hostile");

        double[] points = await open.DataAsync(History, "trials"), line = await open.DataAsync(History, "best");
        double[] pruned = await open.DataAsync(History, "pruned");

        Assert.Equal(complete, points.Where((_, i) => i % 2 == 1));
        Assert.Equal(complete.Min(), line[^1]);
        Assert.Equal(rows.Where(row => row[state] == "pruned").Select(row => Number(row[0])), pruned.Where((_, i) => i % 2 == 0));
        await Assertions.Expect(open.Page.GetByText($"Best so far: {complete.Min().ToString("R", CultureInfo.InvariantCulture)}")).ToBeVisibleAsync();
        await open.CheckAsync();
    }

    [BrowserFact]
    public async Task Tooltip_OfAPoint_IsItsTrial()
    {
        (string[] head, string[][] rows) = Parse(await fixture.LinesAsync("hostile", "trials.csv"));
        string[][] complete = [.. rows.Where(row => row[Array.IndexOf(head, "state")] == "complete")];
        int worst = Enumerable.Range(0, complete.Length).MaxBy(i => Number(complete[i][Array.IndexOf(head, "score")]));
        await using OpenPage open = await fixture.OpenServiceAsync("study/hostile");

        string text = await open.TooltipAsync(History, "trials", worst);

        Assert.StartsWith($"trial {complete[worst][0]}\nscore {complete[worst][Array.IndexOf(head, "score")]}\n", text, StringComparison.Ordinal);
        await open.CheckAsync();
    }

    [BrowserFact]
    public async Task Brush_OnAnAxis_SelectsInEveryView()
    {
        await using OpenPage open = await fixture.OpenServiceAsync("study/stages");
        ILocator chart = await open.ChartAsync("Parallel coordinates");
        await chart.ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = (await chart.BoundingBoxAsync())!;
        // The first axis stands at the left margin; from its middle to its top are the larger half of its values.
        await open.Page.Mouse.MoveAsync(box.X + 44, box.Y + 180);
        await open.Page.Mouse.DownAsync();
        await open.Page.Mouse.MoveAsync(box.X + 44, box.Y + 120, new MouseMoveOptions { Steps = 5 });
        await open.Page.Mouse.MoveAsync(box.X + 44, box.Y + 41, new MouseMoveOptions { Steps = 5 });
        await open.Page.Mouse.UpAsync();
        await open.WaitAsync("() => location.hash.includes('f.p')");

        string[] range = Uri.UnescapeDataString(open.Page.Url.Split("f.p%3Afast=")[1].Split('&')[0]).Split("..");
        (string[] head, string[][] rows) = Parse(await fixture.LinesAsync("stages", "stage1_results.csv"));
        int selected = rows.Count(row =>
            Number(row[Array.IndexOf(head, "fast")]) is var fast && fast >= Number(range[0]) && fast <= Number(range[1]));

        Assert.InRange(selected, 1, rows.Length - 1);
        await Assertions.Expect(open.Page.Locator("output.count")).ToHaveTextAsync($"{selected} of {rows.Length} trials selected");
        Assert.Equal(selected, (await open.DataAsync("History of sharpe", "trials")).Length / 2);
        Assert.Equal(rows.Length - selected, (await open.DataAsync("History of sharpe", "outside")).Length / 2);
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Table" }).ClickAsync();
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Grid)).ToHaveAttributeAsync("aria-rowcount", $"{selected + 1}");
        // The address alone brings all of it back.
        await open.Page.ReloadAsync();
        await Assertions.Expect(open.Page.Locator("output.count")).ToHaveTextAsync($"{selected} of {rows.Length} trials selected");
        await open.CheckAsync();
    }

    [BrowserFact]
    public async Task Table_Sorted_BeginsWithTheBestOfTheFile()
    {
        (string[] head, string[][] rows) = Parse(await fixture.LinesAsync("stages", "stage1_results.csv"));
        await using OpenPage open = await fixture.OpenServiceAsync("study/stages?tab=table");
        ILocator first = open.Page.Locator("[role=row][aria-rowindex=\"2\"]");

        await Assertions.Expect(first.Locator("td").First).ToHaveTextAsync(rows[0][Array.IndexOf(head, "trial")]);
        await Assertions.Expect(first.Locator($"td[title=\"{rows[0][Array.IndexOf(head, "sharpe_B")]}\"]").First).ToBeVisibleAsync();
        await first.ClickAsync();
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Complementary)).ToContainTextAsync($"Trial {rows[0][Array.IndexOf(head, "trial")]}");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "trial", Exact = true }).ClickAsync();
        await Assertions.Expect(first.Locator("td").First).ToHaveTextAsync("0");
        await open.CheckAsync();
    }

    [BrowserFact]
    public async Task Export_OfTheTable_IsTheFilesNumbers()
    {
        (string[] head, string[][] rows) = Parse(await fixture.LinesAsync("stages", "stage1_results.csv"));
        await using OpenPage open = await fixture.OpenServiceAsync("study/stages?tab=table");

        IDownload download = await open.Page.RunAndWaitForDownloadAsync(
            () => open.Page.GetByRole(AriaRole.Button, new() { Name = "Save CSV" }).ClickAsync());
        string path = Path.Combine(fixture.Folder, "table.csv");
        await download.SaveAsAsync(path);

        (string[] savedHead, string[][] saved) = Parse(await File.ReadAllLinesAsync(path));
        foreach (string column in new[] { "trial", "fast", "slow", "sharpe_B", "pnl_pips_B" })
            Assert.Equal(
                rows.Select(row => Number(row[Array.IndexOf(head, column)])),
                saved.Select(row => Number(row[Array.IndexOf(savedHead, column)])));
    }

    [BrowserFact]
    public async Task Trial_OfTwoStages_ShowsEachScenario()
    {
        (string[] head, string[][] rows) = Parse(await fixture.LinesAsync("stages", "tuning_results.csv"));
        string trial = rows[0][Array.IndexOf(head, "trial")];
        await using OpenPage open = await fixture.OpenServiceAsync($"study/stages?stage=2&trial={trial}");
        ILocator side = open.Page.GetByRole(AriaRole.Complementary);

        foreach (string scenario in new[] { "A", "B", "C" })
            await Assertions.Expect(
                side.Locator($"td[title=\"{rows[0][Array.IndexOf(head, $"sharpe_{scenario}")]}\"]").First).ToBeVisibleAsync();
        await Assertions.Expect(side).ToContainTextAsync("rank 1 of 10");
        await open.CheckAsync();
    }

    [BrowserFact]
    public async Task Trades_OfABacktest_AddUpToItsResults()
    {
        (string[] head, string[][] rows) = Parse(await fixture.LinesAsync("stages", "tuning_results.csv"));
        string trial = rows[0][Array.IndexOf(head, "trial")];
        await using OpenPage open = await fixture.OpenServiceAsync($"study/stages?tab=trades&trial={trial}");

        foreach (string scenario in new[] { "A", "B", "C" })
        {
            double[] equity = await open.DataAsync("Equity after each trade", $"equity-{scenario}");
            Assert.Equal(Number(rows[0][Array.IndexOf(head, $"trades_{scenario}")]), equity.Length / 2);
            Assert.Equal(Number(rows[0][Array.IndexOf(head, $"pnl_pips_{scenario}")]), equity[^1], 1e-6);
        }

        await Assertions.Expect(open.Page.GetByText("the data have changed since")).ToHaveCountAsync(0);
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Heading, new() { Name = "Trades on EURUSD under B" })).ToBeVisibleAsync();
        await open.CheckAsync();
    }

    [BrowserFact]
    public async Task Views_AllOfThem_DrawHostileTextsAsTexts()
    {
        await using OpenPage open = await fixture.OpenServiceAsync("study/hostile");
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(PageFixture.HostileName);
        foreach (string view in new[] { "Parameters", "Pairs", "Steps", "Pareto", "Time", "Table", "fANOVA", "Notes", "Files", "Overview" })
        {
            await open.Page.GetByRole(AriaRole.Navigation, new() { Name = "Views" }).GetByRole(AriaRole.Button, new() { Name = view }).ClickAsync();
            await Assertions.Expect(open.Page.Locator(".views .panel").First).ToBeVisibleAsync();
            await open.CheckAsync();
        }

        Assert.Equal(0, await open.Page.Locator("main img").CountAsync());
        Assert.All(open.Requests, address => Assert.StartsWith(fixture.Service.Address, address, StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task Study_AtWork_GrowsAndKeepsItsSelection()
    {
        await fixture.Service.StartStudyAsync(
            "id: live\nname: live\nfunction: {name: sphere, delay_ms: 60}\nparameters: {x: {min: -5.0, max: 5.0}, y: {min: -5.0, max: 5.0}}\n"
                + "sampler: tpe\ntrials: 400\n");
        await using OpenPage open = await fixture.OpenServiceAsync("study/live?f.score=0..20");
        await open.WaitAsync("() => parseInt(document.querySelector('output.count')?.innerText.split(' of ')[1] ?? '0') > 2");
        await open.Page.EvaluateAsync("window.same = document.querySelector('.chart')");
        int before = await CountAsync();

        await open.WaitAsync(
            "before => parseInt(document.querySelector('output.count').innerText.split(' of ')[1]) > before", before);

        Assert.Contains("f.score=0..20", open.Page.Url, StringComparison.Ordinal);
        Assert.True(await open.Page.EvaluateAsync<bool>("window.same === document.querySelector('.chart')"), "The chart was made anew.");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Stop live" }).ClickAsync();
        await Assertions.Expect(open.Page.Locator(".status .state")).ToHaveTextAsync("stopped", new() { Timeout = 30_000 });
        JsonElement ended = await fixture.Service.WaitForStatusAsync("live", "stopped");
        await open.WaitAsync(
            "all => parseInt(document.querySelector('output.count').innerText.split(' of ')[1]) === all", ended.GetProperty("trials").GetInt32());
        await open.CheckAsync();

        Task<int> CountAsync() => open.Page.EvaluateAsync<int>("parseInt(document.querySelector('output.count').innerText.split(' of ')[1])");
    }

    [BrowserFact]
    public async Task NewStudy_WithAFault_NamesItsLineAndThenStarts()
    {
        await using OpenPage open = await fixture.OpenServiceAsync("new");
        ILocator editor = open.Page.GetByLabel("Study file");
        await editor.FillAsync("id: typed\nname: typed\nfunction: spere\nparameters: {x: {min: 0.0, max: 1.0}}\nsampler: random\ntrials: 5\n");
        await Assertions.Expect(open.Page.Locator("#problems")).ToContainTextAsync("line 3, column 11");
        ILocator start = open.Page.GetByRole(AriaRole.Button, new() { Name = "Start" });
        await Assertions.Expect(start).ToBeDisabledAsync();

        await editor.FillAsync("id: typed\nname: typed\nfunction: sphere\nparameters: {x: {min: 0.0, max: 1.0}}\nsampler: random\ntrials: 5\n");
        await Assertions.Expect(open.Page.Locator("#problems")).ToContainTextAsync("Valid: 'typed', 5 trials.");
        await start.ClickAsync();

        await Assertions.Expect(open.Page.Locator(".status .state")).ToHaveTextAsync("completed");
        await Assertions.Expect(open.Page.Locator("output.count")).ToHaveTextAsync("5 of 5 trials");
        await open.CheckAsync();
    }

    [BrowserFact]
    public async Task Key_AskedOnce_IsSentInTheHeaderAlone()
    {
        using ServeProcess guarded = await ServeProcess.StartAsync(Path.Combine(fixture.Folder, "guarded"), "s3cret");
        await using OpenPage open = await fixture.OpenAsync(guarded.Address + "/");
        await open.Page.GetByRole(AriaRole.Textbox, new() { Name = "Key" }).FillAsync("s3cret");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Assertions.Expect(open.Page.GetByText("There are no studies yet.")).ToBeVisibleAsync();

        await open.Page.ReloadAsync();

        await Assertions.Expect(open.Page.GetByText("There are no studies yet.")).ToBeVisibleAsync();
        Assert.All(open.Requests, address => Assert.DoesNotContain("s3cret", address, StringComparison.Ordinal));
        Assert.Equal("s3cret", await open.Page.EvaluateAsync<string>("sessionStorage.getItem('tuner-key')"));
        Assert.Equal(0, await open.Page.EvaluateAsync<int>("localStorage.length"));
    }

    private static double Number(string text) => text.Length == 0 ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);

    private static (string[] Head, string[][] Rows) Parse(string[] lines) =>
        (Cells(lines[0]), [.. lines.Skip(1).Where(line => line.Length > 0).Select(Cells)]);

    // No cell of these files has a line break in it.
    private static string[] Cells(string line)
    {
        var cells = new List<string>();
        bool isQuoted = false;
        var cell = new System.Text.StringBuilder();
        foreach (char c in line)
        {
            if (c == '"')
                isQuoted = !isQuoted;
            else if (c == ',' && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
                cell.Append(c);
        }

        cells.Add(cell.ToString());
        return [.. cells];
    }
}
