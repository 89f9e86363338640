using System.Text;
using System.Text.Json;
using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Service;
using TrialRecord = ServerlessTuner.Core.Service.TrialRecord;

namespace ServerlessTuner.Service.Tests;

// Longer than 300 lines: the answers of all calls that are not for agents, with their whole bodies.
public class StudyServiceTests
{
    private const string Study = "name: small\nfunction: sphere\nparameters: {x0: {min: -5, max: 5}, x1: {min: -5, max: 5}}\nsampler: "
        + "random\ntrials: 20\n";
    private const string Internal = "work/chunk-0.rows";
    private readonly MemoryStudyStore store = new();
    private readonly MemoryHost host;
    private readonly StudyService service;

    public StudyServiceTests()
    {
        host = new MemoryHost(store);
        service = new StudyService(
            store, host, new ServiceLimits { BodyBytes = 2000, DataBytes = 100, Trials = 1000, Queued = 3 }, TimeProvider.System, "1.2.3");
    }

    [Fact]
    public async Task Post_Study_IsAcceptedKeptAndStarted()
    {
        ServiceResponse response = await PostAsync(Study);

        Assert.Equal(202, response.Status);
        Assert.Equal("/api/studies/s1", response.Headers["Location"]);
        JsonElement view = Json(response);
        Assert.Equal("s1", view.GetProperty("id").GetString());
        Assert.Equal("queued", view.GetProperty("status").GetString());
        Assert.Equal("/api/studies/s1", view.GetProperty("links").GetProperty("status").GetString());
        Assert.Equal(["s1"], host.Started);
        Assert.NotNull(await host.ArtifactsOf("s1").OpenAsync(StudyService.StudyArtifact, default));
    }

    [Theory]
    [InlineData("id: fx-1\n", null, "fx-1")]
    [InlineData("", "my key", "key-")]
    public async Task Post_SameStudyAgain_IsTheSameStudy(string idLine, string? key, string expected)
    {
        ServiceResponse first = await PostAsync(idLine + Study, key);
        ServiceResponse again = await PostAsync(
            idLine + Study.Replace("x0: {min: -5, max: 5}", "x0:  {max: 5, min: -5}", StringComparison.Ordinal), key);

        Assert.Equal(202, again.Status);
        Assert.StartsWith(expected, Json(first).GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(first.Headers["Location"], again.Headers["Location"]);
        Assert.Single(host.Started);
    }

    [Theory]
    [InlineData("id: fx-1\n", null)]
    [InlineData("", "my key")]
    public async Task Post_OtherStudyUnderTheId_IsAConflict(string idLine, string? key)
    {
        await PostAsync(idLine + Study, key);

        AssertProblem(
            409, "id", "another id", await PostAsync(idLine + Study.Replace("trials: 20", "trials: 21", StringComparison.Ordinal), key));
    }

    [Fact]
    public async Task Post_WithoutId_IsANewStudyEachTime()
    {
        await PostAsync(Study);
        await PostAsync(Study);

        Assert.Equal(["s1", "s2"], host.Started);
    }

    [Fact]
    public async Task Post_Envelope_AppliesFlags()
    {
        string body = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["study_file"] = Study,
            ["id"] = "e1",
            ["overrides"] = new Dictionary<string, string> { ["trials"] = "7" },
        });

        Assert.Equal(202, (await PostAsync(body)).Status);

        await using Stream? stream = await host.ArtifactsOf("e1").OpenAsync(StudyService.StudyArtifact, default);
        using JsonDocument study = await JsonDocument.ParseAsync(stream!);
        Assert.Equal(7, study.RootElement.GetProperty("budget").GetProperty("trials").GetInt64());
    }

    [Theory]
    [InlineData("function: spher\nparameters: {x: {min: 0.0, max: 1.0}}", "function", "sphere")]
    [InlineData("function: sphere\ntrials: 0", "trials", "1")]
    [InlineData("function: sphere\ntrials: 1001", "trials", "at most 1000")]
    [InlineData("objective: external\nparameters: {x: [1, 2]}\ndata: {EURUSD: x.csv}", "data", "strategy")]
    [InlineData("id: a/b\nfunction: sphere", "id", "fx-2026")]
    [InlineData("", "", "empty")]
    [InlineData("{\"study_file\": 5}", "body", "study_file")]
    [InlineData("{\"study_file\": \"function: sphere\", \"overrides\": {\"colour\": \"red\"}}", "overrides.colour", "top-k")]
    [
        InlineData(
            "{\"study_file\": \"strategy: ma_cross\\nparameters: {fast: [5]}\", \"data\": {\"EURUSD\": \"sha256:00\"}}",
            "data.EURUSD",
            "64")
    ]
    public async Task Post_BadStudy_NamesFieldAndRemedy(string body, string field, string remedy) =>
        AssertProblem(400, field, remedy, await PostAsync(body));

    [Fact]
    public async Task Post_SeveralFaults_GivesTheMembersOfEachProblem()
    {
        const string Body = """
            function: sphere
            metric: {name: value, gaol: minimize}
            trials: 0
            parameters: {"a. b": [1, 2]}
            """;

        JsonElement problem = Json(await PostAsync(Body));

        Assert.Equal("3 faults were found.", problem.GetProperty("detail").GetString());
        Assert.Equal(
            [
                """{"field":"metric.gaol","detail":"gaol is not a key of metric.","remedy":"Did you mean goal?","source":"study.yaml","line":2,"column":23}""",
                """{"field":"trials","value":"0","detail":"trials is 0, but must be a whole number, 1 or more.","remedy":"For example: 100.","source":"study.yaml","line":3,"column":9,"rule":"a whole number, 1 or more"}""",
                """{"field":"parameters.a. b","detail":"parameters.a. b is not a good name for a parameter.","remedy":"Begin with a letter or an underscore, and use letters, digits, dots, hyphens and underscores only.","source":"study.yaml","line":4,"column":14}""",
            ],
            problem.GetProperty("errors").EnumerateArray().Select(error => error.GetRawText()));
    }

    [Fact]
    public async Task Post_NoUtf8_IsRefused() =>
        AssertProblem(400, "body", "UTF-8", await SendAsync("POST", "/api/studies", [0xff, 0xfe, 0x00]));

    [Fact]
    public async Task Post_TooLarge_IsRefused() =>
        AssertProblem(413, "body", "smaller", await PostAsync(Study + "# " + new string('x', 2000)));

    [Fact]
    public async Task Post_QueueFull_AsksToWait()
    {
        for (int i = 0; i < 3; i++)
            await PostAsync(Study);

        ServiceResponse response = await PostAsync(Study);

        AssertProblem(429, "studies", "again", response);
        Assert.Equal("30", response.Headers["Retry-After"]);
    }

    [Theory]
    [InlineData("GET", "/api/studies/none", 404, "id")]
    [InlineData("GET", "/api/studies/..%2F..", 404, "id")]
    [InlineData("GET", "/api/nothing", 404, "path")]
    [InlineData("DELETE", "/api/studies", 405, "method")]
    [InlineData("GET", "/api/studies/s1/pause", 405, "method")]
    [InlineData("GET", "/api/studies/s1/artifacts/none.csv", 404, "name")]
    [InlineData("GET", "/api/studies/s1/artifacts/" + Internal, 404, "name")]
    [InlineData("GET", "/api/studies/s1/artifacts/..%2F..%2Fx", 404, "name")]
    [InlineData("GET", "/api/studies/s1/trials?stage=9", 400, "stage")]
    [InlineData("GET", "/api/studies/s1/trials?top=0", 400, "top")]
    [InlineData("GET", "/api/studies/s1/trials?page=x", 400, "page")]
    [InlineData("POST", "/api/studies/s1/resume", 409, "status")]
    [InlineData("POST", "/api/studies/s1/trials", 409, "objective")]
    [InlineData("POST", "/api/studies/s1/trials/4/reports", 409, "objective")]
    [InlineData("PUT", "/api/studies/s1/trials/4", 409, "objective")]
    [InlineData("PUT", "/api/data/zz", 400, "sha256")]
    public async Task Send_WhatCannotBe_IsAProblem(string method, string path, int status, string field)
    {
        await PostAsync(Study);

        AssertProblem(status, field, string.Empty, await SendAsync(method, path, []));
    }

    [Fact]
    public async Task Send_WrongMethod_NamesTheRightOnes() =>
        Assert.Equal("POST, GET", (await SendAsync("PATCH", "/api/studies", [])).Headers["Allow"]);

    [Theory]
    [InlineData("pause", "paused")]
    [InlineData("stop", "stopping")]
    [InlineData("cancel", "cancelled")]
    public async Task Signal_Running_IsPassedOnOnce(string verb, string status)
    {
        await PostAsync(Study);

        ServiceResponse response = await SendAsync("POST", $"/api/studies/s1/{verb}", []);
        Assert.Equal(202, (await SendAsync("POST", $"/api/studies/s1/{verb}", [])).Status);

        Assert.Equal(202, response.Status);
        Assert.Equal(status, Json(response).GetProperty("status").GetString());
        Assert.Single(host.Signals);
    }

    [Fact]
    public async Task Signal_Ended_IsAConflict()
    {
        await PostAsync(Study);
        await store.SaveAsync((await store.FindAsync("s1", default))! with { Status = StudyStatus.Completed }, default);

        AssertProblem(409, "status", "new study", await SendAsync("POST", "/api/studies/s1/pause", []));
    }

    [Fact]
    public async Task Status_Running_TellsRateAndEta()
    {
        await PostAsync(Study);
        await store.SaveAsync(
            (await store.FindAsync("s1", default))! with
            {
                Status = StudyStatus.Running,
                Done = 50,
                Total = 200,
                StageSeconds = 5,
                Seconds = 7,
                Trials = 50,
                Pruned = 10,
                BestTrial = 3,
                BestScore = 1.5,
                BestValues = """{"x0":2}"""
            },
            default);

        JsonElement view = Json(await SendAsync("GET", "/api/studies/s1", []));

        Assert.Equal(10, view.GetProperty("rate_per_second").GetDouble());
        Assert.Equal(15, view.GetProperty("eta_seconds").GetDouble());
        Assert.Equal(7, view.GetProperty("elapsed_seconds").GetDouble());
        Assert.Equal(0.2, view.GetProperty("pruned_share").GetDouble());
        Assert.Equal(2, view.GetProperty("best").GetProperty("values").GetProperty("x0").GetInt32());
    }

    [Fact]
    public async Task Trials_SortedAndPaged_GivesTheRows()
    {
        await PostAsync(Study);
        TrialRecord[] trials = [
            .. Enumerable.Range(1, 5).Select(
                rank => new TrialRecord
                {
                    Stage = 1,
                    Rank = rank,
                    Trial = 10 - rank,
                    Score = rank,
                    Values = "{}",
                    Metrics = rank == 3 ? new Dictionary<string,
                    double>() : new Dictionary<string,
                    double> { ["value_B"] = rank % 3 }
                })
        ];
        await store.SaveTrialsAsync("s1", trials, default);

        Assert.Equal("1, 2", await RanksAsync("?top=2"));
        Assert.Equal("5", await RanksAsync("?top=2&page=3"));
        Assert.Equal("", await RanksAsync("?top=2&page=4"));
        Assert.Equal("5, 4, 3, 2, 1", await RanksAsync("?sort=trial"));
        Assert.Equal("5, 4", await RanksAsync("?sort=-score&top=2"));
        Assert.Equal("1, 4, 2, 5, 3", await RanksAsync("?sort=value_B"));
        Assert.Equal("2, 5, 1, 4, 3", await RanksAsync("?sort=-value_B"));
        AssertProblem(400, "sort", "value_B", await SendAsync("GET", "/api/studies/s1/trials?sort=colour", []));
    }

    [Fact]
    public async Task Data_PutAndHead_ByHash()
    {
        const string Hash = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
        Assert.Equal(404, (await SendAsync("HEAD", $"/api/data/{Hash}", [])).Status);

        ServiceResponse response = await SendAsync("PUT", $"/api/data/{Hash}", "foo"u8.ToArray());

        Assert.Equal(201, response.Status);
        Assert.Equal($"sha256:{Hash}", Json(response).GetProperty("path").GetString());
        Assert.Equal(200, (await SendAsync("HEAD", $"/api/data/{Hash}", [])).Status);
        AssertProblem(
            400,
            "sha256",
            "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9",
            await SendAsync("PUT", $"/api/data/{Hash}", "bar"u8.ToArray()));
        AssertProblem(413, "body", "gzip", await SendAsync("PUT", $"/api/data/{new string('0', 64)}", new byte[101]));
        Assert.Equal(404, (await SendAsync("HEAD", $"/api/data/{new string('0', 64)}", [])).Status);
    }

    [Fact]
    public async Task Artifacts_Listed_WithoutWorkingFiles()
    {
        await PostAsync(Study);
        foreach (
            string name in new[] { "tuning_results.csv", "work/chunk-000000000000.rows", "journal.jsonl", "run.lock", "report/a b.svg" })
            await host.ArtifactsOf("s1").PutAsync(name, (stream, stop) => stream.WriteAsync("x"u8.ToArray(), stop).AsTask(), default);

        JsonElement list = Json(await SendAsync("GET", "/api/studies/s1/artifacts", []));

        Assert.Equal(
            ["report/a b.svg", "study.json", "tuning_results.csv"],
            list.GetProperty("artifacts").EnumerateArray().Select(item => item.GetProperty("name").GetString()!));
        string href = list.GetProperty("artifacts")[0].GetProperty("href").GetString()!;
        ServiceResponse file = await SendAsync("GET", href, []);
        Assert.Equal("image/svg+xml", file.ContentType);
        using var reader = new StreamReader(file.Content!);
        Assert.Equal("x", await reader.ReadToEndAsync());
    }

    [Fact]
    public void OpenApi_AgainstTheRoutes_IsComplete()
    {
        using JsonDocument document = JsonDocument.Parse(OpenApiDocument.Write("1.2.3"));
        var described = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => (method.Name.ToUpperInvariant(), path.Name)));

        Assert.Equal(
            ServiceRoutes.All.Select(route => (route.Method, route.Template.Replace("{*", "{", StringComparison.Ordinal))).Order(),
            described.Order());
        JsonElement schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        foreach (string reference in References(document.RootElement))
            Assert.True(schemas.TryGetProperty(reference["#/components/schemas/".Length..], out _), reference);
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(
            member => member is { Name: "$ref", Value.ValueKind: JsonValueKind.String }
                ? [member.Value.GetString()!]
                : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private async Task<string> RanksAsync(string query) => string.Join(
        ", ",
        Json(
            await SendAsync("GET", "/api/studies/s1/trials" + query, [])).GetProperty("trials").EnumerateArray().Select(trial =>
                trial.GetProperty("rank").GetInt32()));

    private Task<ServiceResponse> PostAsync(string body, string? key = null) =>
        SendAsync("POST", "/api/studies", Encoding.UTF8.GetBytes(body), key);

    private Task<ServiceResponse> SendAsync(string method, string target, byte[] body, string? key = null)
    {
        string[] parts = target.Split('?');
        return service.HandleAsync(
            new ServiceRequest
            {
                Method = method,
                Path = parts[0],
                Query = parts.Length == 1
                    ? new Dictionary<string, string>()
                    : parts[1].Split('&').ToDictionary(pair => pair.Split('=')[0], pair => pair.Split('=')[1]),
                Header = name => name == "Idempotency-Key" ? key : null,
                Body = new MemoryStream(body),
            },
            default);
    }

    private static JsonElement Json(ServiceResponse response)
    {
        using JsonDocument document = JsonDocument.Parse(response.Body);
        return document.RootElement.Clone();
    }

    private static void AssertProblem(int status, string field, string remedy, ServiceResponse response)
    {
        Assert.Equal(status, response.Status);
        Assert.Equal("application/problem+json", response.ContentType);
        JsonElement problem = Json(response);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        JsonElement error = problem.GetProperty("errors")[0];
        Assert.StartsWith(field, error.GetProperty("field").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            remedy, problem.GetProperty("detail").GetString() + error.GetProperty("remedy").GetString(), StringComparison.Ordinal);
    }
}
