using System.Text.Json;
using Microsoft.Playwright;
using ServerlessTuner.Cli.Tests.Serving;

namespace ServerlessTuner.Browser.Tests;

/// <summary>How the page is made: for all readers, on small screens, offline, and for many trials.</summary>
public sealed class PageFormTests(PageFixture fixture) : IClassFixture<PageFixture>
{
    // Processor time of all threads of the browser's process until 100,000 trials are drawn, with the loading of the page. It takes one to
    // three, depending on what else runs; what grew with the square of the trials would take minutes.
    private const double MostSeconds = 8;

    [BrowserFact]
    public async Task Accessibility_EveryPage_HasNoSeriousFinding()
    {
        string axe = await File.ReadAllTextAsync(Path.Combine(PageFixture.Repository, "dashboard", "node_modules", "axe-core", "axe.min.js"));
        string[] routes =
        [
            string.Empty, "new", "study/stages?trial=3", "study/hostile?tab=table&f.score=0..20&f.p%3Akind=0..1&f.p%3Ax1=-1..3", "study/hostile?tab=pairs",
            "study/hostile?tab=front", "study/hostile?tab=notes", "study/hostile?tab=files", "study/hostile?tab=importance",
            "compare?ids=stages,hostile",
        ];
        foreach (ColorScheme scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (string route in routes)
            {
                await using OpenPage open = await fixture.OpenServiceAsync(route, scheme: scheme);
                await Assertions.Expect(open.Page.Locator("main h1")).ToBeVisibleAsync();
                await open.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
                await open.Page.EvaluateAsync(axe);
                JsonElement findings = await open.Page.EvaluateAsync<JsonElement>(
                    "async () => (await axe.run()).violations.filter(one => ['serious', 'critical'].includes(one.impact))"
                        + ".map(one => `${one.id}: ${one.nodes.map(node => node.html).join(' ')}`)");

                Assert.True(findings.GetArrayLength() == 0, $"{scheme} {route}: {findings}");
            }
        }
    }

    [BrowserFact]
    public async Task Phone_EveryView_FitsItsWidth()
    {
        foreach (string route in new[] { string.Empty, "new", "study/hostile?trial=3", "study/hostile?tab=table", "study/hostile?tab=pairs", "study/stages" })
        {
            await using OpenPage open = await fixture.OpenServiceAsync(route, 390, 844);
            await Assertions.Expect(open.Page.Locator("main h1")).ToBeVisibleAsync();
            await open.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

            int width = await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(width <= 390, $"{route} is {width} wide.");
            await open.CheckAsync();
        }
    }

    [BrowserFact]
    public async Task Report_FromDisk_ShowsTheStudyWithoutANetwork()
    {
        string file = Path.Combine(fixture.Folder, "hostile.yaml"), folder = Path.Combine(fixture.Folder, "out");
        await File.WriteAllTextAsync(file, PageFixture.Hostile);
        (int code, _, string error) = await Tuner.RunAsync(["run", file, "--out", folder]);
        Assert.True(code == 0, error);

        await using OpenPage open = await fixture.OpenAsync(new Uri(Path.Combine(folder, "report.html")).AbsoluteUri);

        await Assertions.Expect(open.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(PageFixture.HostileName);
        await Assertions.Expect(open.Page.Locator("output.count")).ToHaveTextAsync("120 of 120 trials");
        double best = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(folder, "best_trial.json"))).RootElement.GetProperty("score").GetDouble();
        Assert.Equal(best, (await open.DataAsync("History of value", "best"))[^1]);
        await open.CheckAsync();
        Assert.Single(open.Requests, address => !address.StartsWith("data:", StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task Report_OfSeveralRuns_ComparesThem()
    {
        string[] folders = new string[2];
        for (int seed = 0; seed < 2; seed++)
        {
            string file = Path.Combine(fixture.Folder, $"s{seed}.yaml");
            folders[seed] = Path.Combine(fixture.Folder, $"run{seed}");
            await File.WriteAllTextAsync(
                file, $"name: seed-{seed}\nfunction: sphere\nparameters: {{x: {{min: 0.0, max: 1.0}}}}\nsampler: random\ntrials: 30\nseed: {seed}\n");
            Assert.Equal(0, (await Tuner.RunAsync(["run", file, "--out", folders[seed]])).Code);
        }

        string page = Path.Combine(fixture.Folder, "cmp.html");
        (int code, _, string error) = await Tuner.RunAsync(["report", .. folders, "-o", page]);
        Assert.True(code == 0, error);
        await using OpenPage open = await fixture.OpenAsync(new Uri(page).AbsoluteUri);

        for (int seed = 0; seed < 2; seed++)
        {
            double best = JsonDocument.Parse(
                await File.ReadAllTextAsync(Path.Combine(folders[seed], "best_trial.json"))).RootElement.GetProperty("score").GetDouble();
            Assert.Equal(best, (await open.DataAsync("Best lines", $"s{seed}"))[^1]);
        }

        await open.Page.GetByRole(AriaRole.Link, new() { Name = "seed-1" }).ClickAsync();
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("seed-1");
        await open.CheckAsync();
    }

    [BrowserFact]
    public async Task Study_HundredThousandTrials_IsDrawnAndSaysWhatItShows()
    {
        await fixture.Service.StartStudyAsync(
            "id: large\nname: large\nfunction: sphere\nparameters: {x: {min: -5.0, max: 5.0}, y: {min: -5.0, max: 5.0}}\nsampler: random\ntrials: 100000\n");
        await fixture.Service.WaitForStatusAsync("large", "completed");
        double before = await fixture.RendererSecondsAsync();
        await using OpenPage open = await fixture.OpenServiceAsync("study/large");

        double[] points = await open.DataAsync("History of value", "trials");

        Assert.InRange(await fixture.RendererSecondsAsync() - before, 0, MostSeconds);
        Assert.Equal(100_000, points.Length / 2);
        await Assertions.Expect(open.Page.Locator("output.count")).ToHaveTextAsync("100,000 of 100,000 trials");
        await Assertions.Expect(open.Page.GetByText("Draws 1,500 of 100,000 lines")).ToBeVisibleAsync();
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Table" }).ClickAsync();
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Grid)).ToHaveAttributeAsync("aria-rowcount", "100001");
        Assert.InRange(await open.Page.Locator("[role=grid] tbody tr").CountAsync(), 10, 100);
        await open.CheckAsync();
    }
}
