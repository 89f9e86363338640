using System.Text;
using System.Text.Json;
using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Service.Tests;

/// <summary>Requests that a service must not do, and those that it must take though they are odd.</summary>
public class GuardTests
{
    private const string Study = "id: s\nfunction: sphere\nparameters: {x: {min: 0, max: 9}}\nsampler: random\ntrials: 5\n";
    private const string External = "id: e\nobjective: external\nmetric: {name: loss, goal: minimize}\nparameters: {x: [1, 2, "
        + "3]}\nsampler: grid\n";
    private readonly MemoryStudyStore store = new();
    private readonly MemoryHost host;
    private readonly TurnedClock clock = new();
    private readonly StudyService service;

    public GuardTests()
    {
        host = new MemoryHost(store);
        service = new StudyService(store, host, new ServiceLimits { DataTotalBytes = 10, Attempts = 3 }, clock, "1.2.3");
    }

    [Theory]
    [InlineData("Origin", "https://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Origin", "http://127.0.0.1:8888", 403)]
    [InlineData("Origin", "http://127.0.0.1:7071.evil.example", 403)]
    [InlineData("Origin", "file://", 403)]
    [InlineData("Origin", "http://127.0.0.1:7071", 202)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 202)]
    [InlineData("Sec-Fetch-Site", "none", 202)]
    [InlineData("Content-Type", "text/plain", 415)]
    [InlineData("Content-Type", "application/x-www-form-urlencoded", 415)]
    [InlineData("Content-Type", "multipart/form-data; boundary=x", 415)]
    [InlineData("Content-Type", "text/plain; a=application/json", 415)]
    [InlineData("Content-Type", "application/json; charset=utf-8", 202)]
    [InlineData("Content-Type", "application/yaml", 202)]
    [InlineData("X-Other", "1", 202)]
    public async Task Post_WithoutAKey_OnlyFromThisSite(string header, string value, int status)
    {
        ServiceResponse response = await SendAsync("POST", "/api/studies", Study, false, ("Host", "127.0.0.1:7071"), (header, value));

        Assert.Equal(status, response.Status);
        Assert.Equal(status == 202 ? ["s"] : [], host.Started);
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("cancel")]
    [InlineData("stop")]
    [InlineData("resume")]
    public async Task Signal_FromAnotherSite_IsRefused(string signal)
    {
        await SendAsync("POST", "/api/studies", Study);

        Assert.Equal(
            403,
            (
                await SendAsync(
                    "POST", $"/api/studies/s/{signal}", string.Empty, false, ("Host", "127.0.0.1:7071"), (
                        "Origin", "https://evil.example"))).Status);
        Assert.Empty(host.Signals);
    }

    [Theory]
    [InlineData("KEY", 202)]
    [InlineData("", 415)]
    public async Task Post_FormContentTypeWithTheHeaderOfAKey_IsNoPage(string key, int status) => Assert.Equal(
        status,
        (
            await SendAsync(
                "POST",
                "/api/studies",
                Study,
                false,
                ("Host", "127.0.0.1:7071"),
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("x-functions-key", key))).Status);

    [Fact]
    public async Task Post_WithAKey_MayComeFromAnywhere() =>
        Assert.Equal(
            202,
            (
                await SendAsync(
                    "POST",
                    "/api/studies",
                    Study,
                    true,
                    ("Host", "app.example"),
                    ("Origin", "https://page.example"),
                    ("Sec-Fetch-Site", "cross-site"))).Status);

    [Fact]
    public async Task Delete_EndedStudy_LeavesNothing()
    {
        await SendAsync("POST", "/api/studies", Study);
        Assert.Equal(409, (await SendAsync("DELETE", "/api/studies/s", string.Empty)).Status);
        await SendAsync("POST", "/api/studies/s/cancel", string.Empty);

        Assert.Equal(204, (await SendAsync("DELETE", "/api/studies/s", string.Empty)).Status);

        Assert.Equal(404, (await SendAsync("GET", "/api/studies/s", string.Empty)).Status);
        Assert.Equal(404, (await SendAsync("DELETE", "/api/studies/s", string.Empty)).Status);
        Assert.Null(await host.ArtifactsOf("s").OpenAsync(StudyService.StudyArtifact, default));
    }

    [Fact]
    public async Task PutData_BeyondTheTotal_IsRefusedAndNotKept()
    {
        (string first, string second) = (Hash("123456"), Hash("abcdef"));
        Assert.Equal(201, (await SendAsync("PUT", $"/api/data/{first}", "123456")).Status);

        ServiceResponse response = await SendAsync("PUT", $"/api/data/{second}", "abcdef");

        Assert.Equal(507, response.Status);
        Assert.Contains(
            "larger than 10 bytes, which is the most this service keeps",
            Encoding.UTF8.GetString(response.Body.Span),
            StringComparison.Ordinal);
        Assert.Equal(404, (await SendAsync("HEAD", $"/api/data/{second}", string.Empty)).Status);
        // The same again is no more than is there.
        Assert.Equal(201, (await SendAsync("PUT", $"/api/data/{first}", "123456")).Status);
    }

    [Theory]
    [InlineData("{\"state\": \"complete\", \"value\": NaN}")]
    [InlineData("{\"state\": \"complete\", \"metrics\": {\"loss\": -Infinity}}")]
    [InlineData("{\"state\": \"complete\", \"metrics\": {\"loss\":Infinity, \"a \\\" NaN\": 1}}")]
    public async Task Tell_NotANumber_FailsTheTrial(string outcome)
    {
        await StartExternalAsync();
        await SendAsync("POST", "/api/studies/e/trials", "{}");

        ServiceResponse told = await SendAsync("PUT", "/api/studies/e/trials/0", outcome);

        Assert.Equal(200, told.Status);
        Assert.Equal("failed", JsonElement.Parse(told.Body.Span).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("{\"state\": \"\\ud800\"}")]
    [InlineData("{\"state\": \"failed\", \"reason\": \"x\\udc00y\"}")]
    [InlineData("{\"\\ud800\": 1}")]
    [InlineData("{\"state\": \"failed\", \"reason\": \"\u00ff\"}")]
    public async Task Tell_NoUnicode_IsABadRequest(string outcome)
    {
        await StartExternalAsync();
        await SendAsync("POST", "/api/studies/e/trials", "{}");

        // As Latin-1, so that the last one is no UTF-8.
        Assert.Equal(400, (await SendAsync("PUT", "/api/studies/e/trials/0", Encoding.Latin1.GetBytes(outcome), false)).Status);
    }

    [Fact]
    public async Task Ask_TrialThatThreeAgentsWereLostWith_FailsItAndGivesTheNext()
    {
        MemoryAgentStudy study = await StartExternalAsync();
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Equal((0, attempt), await AskAsync());
            clock.Turn(61);
        }

        Assert.Equal((1, 1), await AskAsync());

        Assert.Equal([0L], study.Delivered);
        StoredTrial lost = (await host.Trials.FindAsync("e", 0, default))!;
        Assert.Equal("3 agents took this trial and fell silent until their leases ended.", lost.Trial.Result!.Failure);
    }

    [Fact]
    public async Task Ask_AfterTheClockWentBackADay_GivesALostTrial()
    {
        await StartExternalAsync();
        Assert.Equal((0, 1), await AskAsync());

        clock.Turn(-86_400);

        Assert.Equal((0, 2), await AskAsync());
        // A second or two are no reason to take a trial away.
        clock.Turn(-2);
        Assert.Equal(204, (await SendAsync("POST", "/api/studies/e/trials", "{}")).Status);
    }

    private async Task<(long Trial, int Attempt)> AskAsync()
    {
        ServiceResponse response = await SendAsync("POST", "/api/studies/e/trials", "{\"lease_seconds\": 60}");
        JsonElement trial = JsonElement.Parse(response.Body.Span);
        return (trial.GetProperty("trial").GetInt64(), trial.GetProperty("attempt").GetInt32());
    }

    private async Task<MemoryAgentStudy> StartExternalAsync()
    {
        Assert.Equal(202, (await SendAsync("POST", "/api/studies", External)).Status);
        var study = new MemoryAgentStudy("e", StudyFile.Parse(External, "study.yaml"), host.Trials, clock);
        await study.OfferAsync();
        host.AgentStudies["e"] = study;
        await store.SaveAsync((await store.FindAsync("e", default))! with { Status = StudyStatus.Running }, default);
        return study;
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private Task<ServiceResponse> SendAsync(
        string method, string path, string body, bool hasKey = false, params (string Name, string Value)[] headers) =>
        SendAsync(method, path, Encoding.UTF8.GetBytes(body), hasKey, headers);

    private Task<ServiceResponse> SendAsync(
        string method, string path, byte[] body, bool hasKey, params (string Name, string Value)[] headers) => service.HandleAsync(
        new ServiceRequest
        {
            Method = method,
            Path = path,
            HasKey = hasKey,
            Header = name => Array.Find(headers, header => header.Name == name).Value,
            Body = new MemoryStream(body),
        },
        default);
}
