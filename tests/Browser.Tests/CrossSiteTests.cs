using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;
using ServerlessTuner.Cli.Tests.Serving;

namespace ServerlessTuner.Browser.Tests;

/// <summary>
/// Pages of other sites, in a browser on the machine of a service without a key: whatever way a page has to send a request, it starts,
/// pauses, stops, cancels, removes and reads nothing.
/// </summary>
public sealed class CrossSiteTests : IAsyncLifetime
{
    private const string Study =
        "function: {name: sphere, delay_ms: 20}\nparameters: {x: {min: 0.0, max: 1.0}}\nsampler: random\ntrials: 100000\n";

    // Every way that works without asking the other side first, and those that ask.
    private const string Attacks = """
        async ([service, study]) => {
            const seen = [];
            const attempt = async (what, send) => {
                try { const answer = await send(); seen.push(`${what}: ${answer.type} ${answer.status}`); }
                catch (fault) { seen.push(`${what}: ${fault.name}`); }
            };
            const calls = [['POST', '/api/studies'], ['POST', '/api/studies/victim/pause'], ['POST', '/api/studies/victim/stop'],
                ['POST', '/api/studies/victim/cancel'], ['DELETE', '/api/studies/ended'], ['PUT', '/api/studies/victim/trials/0'],
                ['PUT', '/api/data/' + '0'.repeat(64)], ['GET', '/api/studies']];
            for (const [method, path] of calls) {
                for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/yaml', 'application/json']) {
                    const body = method === 'GET' ? undefined : study;
                    await attempt(`${method} ${path} ${type}`,
                        () => fetch(service + path, {method, body, headers: {'Content-Type': type}}));
                    if (method !== 'PUT' && method !== 'DELETE')
                        await attempt(`blind ${method} ${path} ${type}`,
                            () => fetch(service + path, {method, body, mode: 'no-cors', headers: {'Content-Type': type}}));
                }
                await attempt(`empty ${method} ${path}`, () => fetch(service + path, {method, referrerPolicy: 'no-referrer'}));
            }
            navigator.sendBeacon(service + '/api/studies', study);
            navigator.sendBeacon(service + '/api/studies', new Blob([study], {type: 'text/plain'}));
            navigator.sendBeacon(service + '/api/studies/victim/cancel');
            for (const path of ['/api/studies', '/api/studies/victim/pause', '/api/studies/victim/cancel']) {
                const frame = document.createElement('iframe');
                frame.name = 'f' + Math.random();
                document.body.append(frame);
                const form = document.createElement('form');
                form.action = service + path; form.method = 'POST'; form.enctype = 'text/plain'; form.target = frame.name;
                const field = document.createElement('input');
                field.name = study.replaceAll('\n', ' '); field.value = '';
                form.append(field);
                document.body.append(form);
                await new Promise(done => { frame.onload = done; form.submit(); setTimeout(done, 3000); });
            }
            return seen;
        }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("browser").FullName;
    private IPlaywright? playwright;
    private IBrowser? browser;
    private ServeProcess? service;

    public async Task InitializeAsync()
    {
        if (Chromium.Missing is not null)
            return;
        playwright = await Playwright.CreateAsync();
        browser = await Chromium.StartAsync(playwright, "evil.example", "rebound.example");
        service = await ServeProcess.StartAsync(Path.Combine(folder, "service"));
        await service.StartStudyAsync("id: ended\nfunction: sphere\nparameters: {x: [0.5]}\n");
        await service.WaitForStatusAsync("ended", "completed");
        await service.StartStudyAsync("id: victim\n" + Study);
    }

    [BrowserFact]
    public Task Page_OfAnotherSite_ChangesAndReadsNothing() => AttackAsync("evil.example", service!.Address);

    [BrowserFact]
    public Task Page_OnAnotherPortOfThisMachine_ChangesAndReadsNothing() => AttackAsync("127.0.0.1", service!.Address);

    [BrowserFact]
    public Task Page_WhoseNameWasBoundToThisMachine_ChangesAndReadsNothing() =>
        AttackAsync("rebound.example", service!.Address.Replace("127.0.0.1", "rebound.example", StringComparison.Ordinal));

    [BrowserFact]
    public async Task Page_OfTheServiceUnderAForeignName_IsNotAnswered()
    {
        IPage page = await browser!.NewPageAsync();

        IResponse? answer = await page.GotoAsync(
            service!.Address.Replace("127.0.0.1", "rebound.example", StringComparison.Ordinal) + "/api/studies");

        Assert.Equal(403, answer!.Status);
        Assert.DoesNotContain("victim", await page.ContentAsync(), StringComparison.Ordinal);
    }

    // What makes the tests above worth something: from a page of its own, the same calls work.
    [BrowserFact]
    public async Task Page_OfTheServiceItself_StartsPausesAndCancels()
    {
        IPage page = await browser!.NewPageAsync();
        await page.GotoAsync(service!.Address + "/api/health");

        int[] statuses = await page.EvaluateAsync<int[]>(
            """
            async study => {
                const post = async (path, body) =>
                    (await fetch(path, {method: 'POST', body, headers: body ? {'Content-Type': 'application/yaml'} : {}})).status;
                return [await post('/api/studies', 'id: own\n' + study), await post('/api/studies/own/pause'),
                    await post('/api/studies/own/cancel'), (await fetch('/api/studies')).status];
            }
            """,
            Study);

        Assert.Equal([202, 202, 202, 200], statuses);
        await service.WaitForStatusAsync("own", "cancelled");
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        service?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task AttackAsync(string host, string target)
    {
        using var site = new PageServer("<!doctype html><title>A page</title><body>Win a prize!</body>");
        IPage page = await browser!.NewPageAsync();
        var answers = new ConcurrentBag<(string Call, int Status)>();
        page.Response += (_, answer) =>
        {
            if (answer.Url.StartsWith(target, StringComparison.Ordinal))
                answers.Add(($"{answer.Request.Method} {answer.Url}", answer.Status));
        };
        await page.GotoAsync($"http://{host}:{site.Port}/");

        string[] seen = await page.EvaluateAsync<string[]>(Attacks, new object[] { target, Study });

        // A browser hides the answer, or its failing, from a page that may not read it.
        Assert.All(seen, line => Assert.True(
            line.EndsWith(": TypeError", StringComparison.Ordinal) || line.EndsWith(": opaque 0", StringComparison.Ordinal), line));
        // They did arrive, and were refused; what a browser asks beforehand is refused as well.
        Assert.True(answers.Count > 20, $"Only {answers.Count} requests reached the service.");
        Assert.All(answers, answer => Assert.True(answer.Status is 403 or 405, $"{answer.Call} was answered by {answer.Status}."));
        Assert.Contains(answers, answer => answer == ($"POST {target}/api/studies", 403));
        Assert.Contains(answers, answer => answer == ($"POST {target}/api/studies/victim/cancel", 403));
        JsonElement[] studies = [.. (await service!.GetAsync("/api/studies")).GetProperty("studies").EnumerateArray()];
        Assert.Equal(["ended", "victim"], studies.Select(study => study.GetProperty("id").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal("running", studies.Single(IsVictim).GetProperty("status").GetString());
    }

    private static bool IsVictim(JsonElement study) => study.GetProperty("id").GetString() == "victim";
}
