using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;
using ServerlessTuner.Cli.Tests.Serving;

namespace ServerlessTuner.Browser.Tests;

/// <summary>A browser, and a service with studies that have ended: one with hostile texts and a pruner, one with two stages.</summary>
public sealed class PageFixture : IAsyncLifetime
{
    public const string HostileName = "<img src=x onerror=window.hacked=1></script><script>window.hacked=1</script>";

    /// <summary>Choices, switches, steps, a pruner; every text that a user can give is hostile.</summary>
    public const string Hostile = $$"""
        id: hostile
        name: "{{HostileName}}"
        description: "{{HostileName}}"
        function: {name: mixed, steps: 10}
        parameters:
          x1: {min: -5.0, max: 5.0}
          x2: {min: -5.0, max: 5.0}
          c: {min: 0.001, max: 10.0, log: true}
          kind: {values: [sgd, "<img src=x onerror=window.hacked=2>", "</script><script>window.hacked=3</script>"]}
          flag: [true, false]
        sampler: tpe
        pruner: median
        trials: 120

        """;

    public const string TwoStage = """
        id: stages
        name: stages
        data:
          EURUSD: {synth: {seed: 1, bars: 4000, interval: 1h, start: 2021-01-04, price: 1.10}}
        strategy: ma_cross
        parameters:
          fast: [3, 5, 8, 10]
          slow: [30, 40, 50, 60, 80]
          stop_pips: [20, 30, 50]
          target_pips: 50
        stages: [{scenarios: [B], keep: 10}, {scenarios: [A, B, C], keep: 10}]
        metric: {name: sharpe, goal: maximize}

        """;

    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>The repository's folder.</summary>
    public static string Repository { get; } = FindRepository();

    public string Folder { get; } = Directory.CreateTempSubdirectory("page").FullName;

    public ServeProcess Service { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Chromium.Missing is not null)
            return;
        // Tests run beside each other on few processors.
        Assertions.SetDefaultExpectTimeout(30_000);
        playwright = await Playwright.CreateAsync();
        browser = await Chromium.StartAsync(playwright);
        Service = await ServeProcess.StartAsync(Path.Combine(Folder, "service"));
        await Service.StartStudyAsync(Hostile);
        await Service.StartStudyAsync(TwoStage);
        await Service.WaitForStatusAsync("hostile", "completed");
        await Service.WaitForStatusAsync("stages", "completed");
    }

    /// <summary>Opens a page that must throw nothing, and that may call its own service only.</summary>
    public async Task<OpenPage> OpenAsync(string address, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        IBrowserContext context = await browser!.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = scheme, Locale = "en-US"
            });
        IPage page = await context.NewPageAsync();
        var faults = new ConcurrentQueue<string>();
        var requests = new ConcurrentQueue<string>();
        page.PageError += (_, fault) => faults.Enqueue(fault);
        page.Console += (_, line) =>
        {
            if (line.Type == "error")
                faults.Enqueue(line.Text);
        };
        page.Request += (_, request) => requests.Enqueue(request.Url);
        await page.GotoAsync(address);
        return new OpenPage(page, faults, requests);
    }

    /// <summary>Opens a page of the service.</summary>
    public Task<OpenPage> OpenServiceAsync(string route, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light) =>
        OpenAsync($"{Service.Address}/#/{route}", width, height, scheme);

    /// <summary>The processor time that the processes of pages have taken so far.</summary>
    public async Task<double> RendererSecondsAsync()
    {
        ICDPSession tools = await browser!.NewBrowserCDPSessionAsync();
        JsonElement processes = (await tools.SendAsync("SystemInfo.getProcessInfo"))!.Value.GetProperty("processInfo");
        await tools.DetachAsync();
        return processes.EnumerateArray().Where(process => process.GetProperty("type").GetString() == "renderer")
            .Sum(process => process.GetProperty("cpuTime").GetDouble());
    }

    /// <summary>The lines of an artifact of a study.</summary>
    public async Task<string[]> LinesAsync(string id, string name) =>
        (await Service.Client.GetStringAsync($"/api/studies/{id}/artifacts/{name}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public async Task DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        Service?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    // Up from where the tests are: paths in the code are not those of the machine in a build that can be repeated.
    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ServerlessTuner.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not lie in the repository.");
    }
}
