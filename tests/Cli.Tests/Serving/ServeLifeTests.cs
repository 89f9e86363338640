using System.Diagnostics;
using System.Net;
using System.Text.Json;
using ServerlessTuner.Cli.Tests.Support;

namespace ServerlessTuner.Cli.Tests.Serving;

/// <summary>Services that are started, loaded, killed and started again.</summary>
public sealed class ServeLifeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tuner").FullName;

    private string Root => Path.Combine(folder, "service");

    [Fact]
    public async Task Poll_FiftyClientsWhileAStudyRuns_AllAreAnswered()
    {
        using ServeProcess service = await ServeProcess.StartAsync(Root);
        string id = await service.StartStudyAsync(Studies.Slow.Replace("trials: 1000", "trials: 200"));

        int[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(PollAsync)));

        Assert.All(answers, count => Assert.True(count > 1));

        async Task<int> PollAsync()
        {
            using var client = new HttpClient { BaseAddress = service.Client.BaseAddress };
            for (int count = 1; ; count++)
            {
                using JsonDocument study = JsonDocument.Parse(await client.GetStringAsync($"/api/studies/{id}"));
                if (study.RootElement.GetProperty("status").GetString() == "completed")
                    return count;
                await Task.Delay(50);
            }
        }
    }

    [Fact]
    public async Task Post_StudyWhoseTrialsAllFail_EndsAsFailedWithTheReasonAndResults()
    {
        using ServeProcess service = await ServeProcess.StartAsync(Root, null);
        string id = await service.StartStudyAsync(
            "name: fails\nfunction: sphere\nparameters: {x: [1.0, 2.0]}\nmetric: {name: value, expression: log(0 - 1 - value), goal: "
                + "minimize}\n");

        JsonElement study = await service.WaitForStatusAsync(id, "failed");

        Assert.Equal(
            "All 2 trials failed. The first, trial 0: value is not a finite number. The results say why each did.",
            study.GetProperty("error").GetString());
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync($"/api/studies/{id}/artifacts/tuning_results.csv")).StatusCode);
    }

    [Fact]
    public async Task Post_TwoStudies_ShareTheThreads_AndAThirdWaits()
    {
        using ServeProcess service = await ServeProcess.StartAsync(Root, null, "--studies", "2", "--workers", "2", "--max-queued", "1");
        string first = await service.StartStudyAsync(Studies.Slow);
        await service.WaitAsync(first, study => study.GetProperty("done").GetInt64() >= 20);
        string second = await service.StartStudyAsync(Studies.Slow.Replace("seed", "seed"));
        string third = await service.StartStudyAsync(Studies.Slow);

        JsonElement late = await service.WaitAsync(second, study => study.GetProperty("done").GetInt64() >= 60);

        JsonElement early = await service.GetAsync($"/api/studies/{first}");
        Assert.Equal("running", early.GetProperty("status").GetString());
        // Equal shares: while the second did its pieces, the first did about as many.
        Assert.InRange(early.GetProperty("done").GetInt64() - 20, late.GetProperty("done").GetInt64() / 2, 200);
        Assert.Equal("queued", (await service.GetAsync($"/api/studies/{third}")).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.TooManyRequests, (await service.PostAsync("/api/studies", Studies.Quick)).StatusCode);
        await service.PostAsync($"/api/studies/{first}/cancel");
        await service.WaitForStatusAsync(third, "running");
    }

    [Fact]
    public async Task Kill_WhileStudiesRun_TheNextProcessGoesOn()
    {
        string text = Studies.TwoStage.Replace(
            "fast: [3, 5, 8]", "fast: [3, 4, 5, 6, 7, 8, 9, 10]").Replace("bars: 3000", "bars: 30000") + "\nchunk_size: 1";
        string path = Path.Combine(folder, "two-stage.yaml");
        await File.WriteAllTextAsync(path, text);
        Assert.Equal(0, (await Tuner.RunAsync(["run", path, "--out", Path.Combine(folder, "local"), "--quiet"])).Code);
        string id, paused;
        using (ServeProcess service = await ServeProcess.StartAsync(Root))
        {
            paused = await service.StartStudyAsync("id: paused-1\n" + Studies.Slow);
            await service.WaitAsync(paused, study => study.GetProperty("done").GetInt64() > 0);
            await service.PostAsync($"/api/studies/{paused}/pause");
            id = await service.StartStudyAsync("id: killed-1\n" + text);
            await service.WaitAsync(id, study => study.GetProperty("done").GetInt64() > 2);
            service.Kill();
        }

        using ServeProcess next = await ServeProcess.StartAsync(Root);
        await next.WaitForStatusAsync(id, "completed");

        foreach (string name in Studies.Results)
            Assert.Equal(
                await File.ReadAllBytesAsync(Path.Combine(folder, "local", name)),
                await next.Client.GetByteArrayAsync($"/api/studies/{id}/artifacts/{name}"));
        string[] ids = JournalFile.Ids(Path.Combine(Root, "studies", id, "out"));
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("paused", (await next.GetAsync($"/api/studies/{paused}")).GetProperty("status").GetString());
        await next.PostAsync($"/api/studies/{paused}/resume");
        await next.WaitAsync(
            paused, study => study.GetProperty("status").GetString() == "running" && study.GetProperty("done").GetInt64() > 0);
    }

    [Fact]
    public async Task Post_SearchThatLearns_GivesTheBytesOfTheCommand()
    {
        const string Learning = """
            name: learning
            function: {name: rastrigin, steps: 4}
            parameters: {x0: {min: -5.0, max: 5.0}, x1: {min: -5.0, max: 5.0}}
            sampler: {name: tpe}
            pruner: median
            parallel: 4
            trials: 60
            """;
        string path = Path.Combine(folder, "learning.yaml");
        await File.WriteAllTextAsync(path, Learning);
        Assert.Equal(0, (await Tuner.RunAsync(["run", path, "--out", Path.Combine(folder, "local"), "--workers", "1", "--quiet"])).Code);
        using ServeProcess service = await ServeProcess.StartAsync(Root);
        string id = await service.StartStudyAsync(Learning);
        string other = await service.StartStudyAsync(Studies.TwoStage);

        await service.WaitForStatusAsync(id, "completed");
        await service.WaitForStatusAsync(other, "completed");

        foreach (string name in new[] { "tuning_results.csv", "best_trial.json" })
            Assert.Equal(
                await File.ReadAllTextAsync(Path.Combine(folder, "local", name)),
                await service.Client.GetStringAsync($"/api/studies/{id}/artifacts/{name}"));
        JsonElement trials = await service.GetAsync($"/api/studies/{id}/trials?top=100");
        Assert.Equal(60, trials.GetProperty("total").GetInt32());
        Assert.Contains("pruned", trials.GetProperty("trials").EnumerateArray().Select(trial => trial.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Serve_WithKey_WantsIt()
    {
        using ServeProcess service = await ServeProcess.StartAsync(Root, "right-key");

        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/api/health")).StatusCode);
        using HttpResponseMessage without = await service.Client.GetAsync("/api/studies");
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal("application/problem+json", without.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.Unauthorized, (await service.PostAsync("/api/studies", Studies.Quick)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await service.Client.GetAsync("/api/studies?code=right")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/api/studies?code=right-key")).StatusCode);
        service.Client.DefaultRequestHeaders.Add("x-functions-key", "right-key");
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/api/studies")).StatusCode);
    }

    [Fact]
    public async Task Serve_OpenAddressWithoutKey_IsRefused()
    {
        (int code, _, string error) = await Tuner.RunAsync(["serve", "--root", Root, "--bind", "0.0.0.0", "--port", "0"]);

        Assert.Equal(2, code);
        Assert.Contains("TUNER_KEY", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_SameFolderTwice_IsRefused()
    {
        using ServeProcess service = await ServeProcess.StartAsync(Root);

        Process second = Tuner.Start(["serve", "--root", Root, "--port", "0"]);
        await second.WaitForExitAsync();

        Assert.Equal(2, second.ExitCode);
        Assert.Contains("in use by", await second.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
