using System.Net;
using System.Text;
using System.Text.Json;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Cli.Tests.Serving;

/// <summary>One service for all tests of single calls.</summary>
public sealed class SharedService : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("tuner").FullName;

    public ServeProcess Service { get; private set; } = null!;

    /// <summary>A study that has ended.</summary>
    public string Done { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Service = await ServeProcess.StartAsync(
            Folder, null, "--studies", "20", "--max-body-kb", "20", "--max-data-mb", "1", "--max-trials", "1000000");
        Done = await Service.StartStudyAsync("id: done-1\n" + Studies.TwoStage);
        await Service.WaitForStatusAsync(Done, "completed");
    }

    public Task DisposeAsync()
    {
        Service.Dispose();
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }
}

public sealed class ServeCallTests(SharedService shared) : IClassFixture<SharedService>
{
    private ServeProcess Service => shared.Service;

    [Fact]
    public async Task Health_NoKey_Lives() => Assert.Equal("ok", (await Service.GetAsync("/api/health")).GetProperty("status").GetString());

    [Fact]
    public async Task OpenApi_EveryCall_IsAnswered()
    {
        JsonElement document = await Service.GetAsync("/api/openapi.json");

        foreach (JsonProperty path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (JsonProperty method in path.Value.EnumerateObject())
            {
                string target = path.Name.Replace("{id}", shared.Done).Replace("{name}", "top_k.csv").Replace("{n}", "1").Replace(
                    "{sha256}", new string('0', 64));
                using var request = new HttpRequestMessage(new HttpMethod(method.Name.ToUpperInvariant()), target);
                using HttpResponseMessage response = await Service.Client.SendAsync(request);
                string status = ((int)response.StatusCode).ToString();
                Assert.True(
                    method.Value.GetProperty("responses").TryGetProperty(status, out JsonElement described),
                    $"{method.Name} {target} answered {status}, which the document does not know.");
                if (described.TryGetProperty("content", out JsonElement content))
                    Assert.True(
                        content.TryGetProperty(response.Content.Headers.ContentType!.MediaType!, out _),
                        $"{method.Name} {target} answered with {response.Content.Headers.ContentType}.");
            }
        }
    }

    [Fact]
    public async Task Post_Study_RunsAndPublishesTheBytesOfTheCommand()
    {
        string path = Path.Combine(shared.Folder, "two-stage.yaml");
        await File.WriteAllTextAsync(path, Studies.TwoStage);
        string local = Path.Combine(shared.Folder, "local");
        Assert.Equal(0, (await Tuner.RunAsync(["run", path, "--out", local, "--quiet"])).Code);

        JsonElement list = await Service.GetAsync($"/api/studies/{shared.Done}/artifacts");

        string[] names = [.. list.GetProperty("artifacts").EnumerateArray().Select(item => item.GetProperty("name").GetString()!)];
        Assert.DoesNotContain(names, name => name.StartsWith("work/", StringComparison.Ordinal) || name == "journal.jsonl");
        foreach (string name in Studies.Results)
            Assert.Equal(
                await File.ReadAllBytesAsync(Path.Combine(local, name)),
                await Service.Client.GetByteArrayAsync($"/api/studies/{shared.Done}/artifacts/{name}"));
    }

    [Fact]
    public async Task Status_Completed_TellsAll()
    {
        JsonElement study = await Service.GetAsync($"/api/studies/{shared.Done}");

        Assert.Equal(
            (2, 2, 15, 15, 36),
            (
                study.GetProperty("stage").GetInt32(),
                study.GetProperty("stages").GetInt32(),
                study.GetProperty("done").GetInt32(),
                study.GetProperty("total").GetInt32(),
                study.GetProperty("trials").GetInt32()));
        Assert.Equal(0, study.GetProperty("pruned_share").GetDouble());
        Assert.True(study.GetProperty("elapsed_seconds").GetDouble() > 0);
        JsonElement first = (await Service.GetAsync($"/api/studies/{shared.Done}/trials")).GetProperty("trials")[0];
        Assert.Equal(first.GetProperty("trial").GetInt64(), study.GetProperty("best").GetProperty("trial").GetInt64());
        Assert.Equal(first.GetProperty("score").GetDouble(), study.GetProperty("best").GetProperty("score").GetDouble());
        Assert.Contains(
            shared.Done,
            (await Service.GetAsync("/api/studies")).GetProperty("studies").EnumerateArray().Select(
                item => item.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Trials_OfAStage_AreTheResultFile()
    {
        string[] lines = (await Service.Client.GetStringAsync($"/api/studies/{shared.Done}/artifacts/stage1_results.csv")).Split('\n');

        JsonElement page = await Service.GetAsync($"/api/studies/{shared.Done}/trials?stage=1&top=10&page=2");

        Assert.Equal(
            (36, 4, 10),
            (page.GetProperty("total").GetInt32(), page.GetProperty("pages").GetInt32(), page.GetProperty("trials").GetArrayLength()));
        JsonElement eleventh = page.GetProperty("trials")[0];
        string[] fields = lines[11].Split(',');
        Assert.Equal(
            (fields[0], fields[1]),
            (eleventh.GetProperty("trial").ToString(), eleventh.GetProperty("values").GetProperty("fast").ToString()));
        Assert.Equal(double.Parse(fields[5]), eleventh.GetProperty("metrics").GetProperty("score_B").GetDouble());
        JsonElement worst = await Service.GetAsync($"/api/studies/{shared.Done}/trials?stage=1&sort=score_B&top=1");
        Assert.Equal(36, worst.GetProperty("trials")[0].GetProperty("rank").GetInt32());
    }

    [Theory]
    [InlineData("GET", "/api/studies/none", "", 404, "id")]
    [InlineData("GET", "/api/elsewhere", "", 404, "path")]
    [InlineData("PATCH", "/api/studies/done-1", "", 405, "method")]
    [InlineData("POST", "/api/studies", "function: spher\nparameters: {x: {min: 0.0, max: 1.0}}", 400, "function")]
    [InlineData("POST", "/api/studies", "id: done-1\nfunction: sphere\ntrials: 5\nsampler: random", 409, "id")]
    [InlineData("POST", "/api/studies", "function: sphere\nsampler: random\ntrials: 1000001", 400, "trials")]
    [InlineData("POST", "/api/studies", "TOO LARGE", 413, "body")]
    [InlineData("POST", "/api/studies/done-1/pause", "", 409, "status")]
    [InlineData("POST", "/api/studies/done-1/trials", "{}", 409, "objective")]
    [InlineData("PUT", "/api/studies/done-1/trials/3", "{}", 409, "objective")]
    [InlineData("POST", "/api/studies/done-1/trials/3/reports", "{}", 409, "objective")]
    [InlineData("GET", "/api/studies/done-1/trials?sort=colour", "", 400, "sort")]
    [InlineData("GET", "/api/studies/done-1/artifacts/..%2f..%2frecord.json", "", 404, "name")]
    [InlineData("GET", "/api/studies/done-1/artifacts/journal.jsonl", "", 404, "name")]
    [InlineData("PUT", "/api/data/0000000000000000000000000000000000000000000000000000000000000000", "x", 400, "sha256")]
    public async Task Send_WhatCannotBe_NamesFieldValueAndRemedy(string method, string path, string body, int status, string field)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method != "GET")
            request.Content = new StringContent(body == "TOO LARGE" ? new string('#', 30_000) : body, Encoding.UTF8, "application/yaml");

        using HttpResponseMessage response = await Service.Client.SendAsync(request);

        using JsonDocument problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        JsonElement error = problem.RootElement.GetProperty("errors")[0];
        Assert.Equal(field, error.GetProperty("field").GetString());
        Assert.NotEmpty(error.GetProperty("remedy").GetString()!);
    }

    [Fact]
    public async Task Post_DataOutsideTheFolder_FailsTheStudyWithTheReason()
    {
        string id = await Service.StartStudyAsync(
            "data: {EURUSD: ../../../../../../etc/hostname}\nstrategy: ma_cross\nparameters: {fast: [5], slow: [20]}");

        JsonElement study = await Service.WaitForStatusAsync(id, "failed");

        Assert.Contains("leads out of", study.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ForeignHostName_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/studies");
        request.Headers.Host = "evil.example";

        Assert.Equal(HttpStatusCode.Forbidden, (await Service.Client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Post_IdempotencyKey_IsOneStudy()
    {
        var ids = new List<string>();
        for (int i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/studies")
            {
                Content = new StringContent(Studies.Quick, Encoding.UTF8, "application/yaml")
            };
            request.Headers.Add("Idempotency-Key", "once");
            using HttpResponseMessage response = await Service.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            ids.Add(response.Headers.Location!.ToString());
        }

        Assert.Equal(ids[0], ids[1]);
    }

    [Fact]
    public async Task Signals_SlowStudy_AreObeyed()
    {
        string id = await Service.StartStudyAsync(Studies.Slow);
        await Service.WaitAsync(id, study => study.GetProperty("done").GetInt64() > 0);

        await Service.PostAsync($"/api/studies/{id}/pause");
        await Task.Delay(300);
        long atPause = (await Service.WaitForStatusAsync(id, "paused")).GetProperty("done").GetInt64();
        await Task.Delay(300);
        Assert.Equal(atPause, (await Service.GetAsync($"/api/studies/{id}")).GetProperty("done").GetInt64());
        Assert.NotEqual(0, (await Service.GetAsync($"/api/studies/{id}/trials")).GetProperty("total").GetInt32());

        await Service.PostAsync($"/api/studies/{id}/resume");
        await Service.WaitAsync(id, study => study.GetProperty("done").GetInt64() > atPause);
        await Service.PostAsync($"/api/studies/{id}/stop");
        JsonElement stopped = await Service.WaitForStatusAsync(id, "stopped");

        Assert.True(stopped.GetProperty("trials").GetInt64() < 1000);
        string results = await Service.Client.GetStringAsync($"/api/studies/{id}/artifacts/tuning_results.csv");
        Assert.Equal(stopped.GetProperty("trials").GetInt64(), results.Count(c => c == '\n') - 1);
    }

    [Fact]
    public async Task Cancel_SlowStudy_EndsAtOnce()
    {
        string id = await Service.StartStudyAsync(Studies.Slow);

        await Service.PostAsync($"/api/studies/{id}/cancel");

        await Service.WaitForStatusAsync(id, "cancelled");
        Assert.Equal(
            HttpStatusCode.NotFound, (await Service.Client.GetAsync($"/api/studies/{id}/artifacts/tuning_results.csv")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await Service.PostAsync($"/api/studies/{id}/resume")).StatusCode);
    }

    [Fact]
    public void Routes_AllOfTheTable_AreThere() =>
        Assert.Equal(Enum.GetValues<ServiceCall>().Order(), ServiceRoutes.All.Select(route => route.Call).Order());
}
