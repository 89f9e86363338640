using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Service.Tests;

/// <summary>What the page asks a service for.</summary>
public sealed class PageCallTests
{
    private const string Study =
        "id: a\nname: small\nfunction: sphere\nparameters: {x: {min: -5.0, max: 5.0}}\nsampler: random\ntrials: 20\n";

    private readonly MemoryStudyStore store = new();
    private readonly MemoryHost host;
    private readonly StudyService service;

    public PageCallTests()
    {
        host = new MemoryHost(store);
        service = new StudyService(store, host, new ServiceLimits { BodyBytes = 100_000 }, TimeProvider.System, "1.2.3");
    }

    [Fact]
    public async Task Validate_FaultyFile_NamesLinesAndStartsNothing()
    {
        ServiceResponse response = await CallAsync(
            "POST", "/api/validate", "name: a\nfunction: spere\nparameters:\n  x: {min: 5, max: 1}\n");

        JsonElement view = Json(response);
        Assert.Equal(200, response.Status);
        Assert.False(view.GetProperty("valid").GetBoolean());
        JsonElement[] problems = [.. view.GetProperty("problems").EnumerateArray()];
        Assert.Contains(problems, problem => problem.GetProperty("line").GetInt32() == 2 && problem.GetProperty("column").GetInt32() > 0);
        Assert.Contains(problems, problem => problem.GetProperty("line").GetInt32() == 4);
        Assert.Empty(await store.ListAsync(default));
    }

    [Fact]
    public async Task Validate_GoodFile_SaysHowManyTrials()
    {
        JsonElement view = Json(await CallAsync("POST", "/api/validate", Study));

        Assert.True(view.GetProperty("valid").GetBoolean());
        Assert.Equal("small", view.GetProperty("name").GetString());
        Assert.Equal(20, view.GetProperty("trials").GetInt64());
    }

    [Fact]
    public async Task Get_SameAgain_IsUnchanged()
    {
        await CallAsync("POST", "/api/studies", Study);
        foreach (string path in new[] { "/api/studies", "/api/studies/a", "/api/studies/a/columns", "/api/studies/a/notes" })
        {
            ServiceResponse first = await CallAsync("GET", path);
            ServiceResponse again = await CallAsync("GET", path, headers: ("If-None-Match", first.Headers["ETag"]));

            Assert.Equal((200, 304, 0), (first.Status, again.Status, again.Body.Length));
        }
    }

    [Fact]
    public async Task Columns_EndedStudy_IsUnchangedWithoutReading()
    {
        await CallAsync("POST", "/api/studies", Study);
        StudyRecord record = (await store.FindAsync("a", default))!;
        await store.SaveAsync(record with { Status = StudyStatus.Completed, Finished = DateTimeOffset.UnixEpoch }, default);
        ServiceResponse first = await CallAsync("GET", "/api/studies/a/columns");
        // With its study gone, only an answer from the record alone can be given.
        await host.ArtifactsOf("a").DeleteAsync(StudyService.StudyArtifact, default);

        ServiceResponse again = await CallAsync("GET", "/api/studies/a/columns", headers: ("If-None-Match", first.Headers["ETag"]));

        Assert.Equal(304, again.Status);
        Assert.Equal(404, (await CallAsync("GET", "/api/studies/a/columns")).Status);
    }

    [Fact]
    public async Task Get_GzipAccepted_IsPacked()
    {
        ServiceResponse plain = await CallAsync("GET", "/api/openapi.json");
        ServiceResponse packed = await CallAsync("GET", "/api/openapi.json", headers: ("Accept-Encoding", "br, gzip;q=0.8"));

        Assert.False(plain.Headers.ContainsKey("Content-Encoding"));
        Assert.Equal("gzip", packed.Headers["Content-Encoding"]);
        using var gzip = new GZipStream(new MemoryStream(packed.Body.ToArray()), CompressionMode.Decompress);
        using var content = new MemoryStream();
        await gzip.CopyToAsync(content);
        Assert.Equal(plain.Body.ToArray(), content.ToArray());
    }

    [Fact]
    public async Task Notes_Replaced_AreKept()
    {
        await CallAsync("POST", "/api/studies", Study);
        const string Notes = """{"text":"**good** <b>","tags":["fx"],"stars":[3],"trials":{"3":"look"}}""";

        ServiceResponse put = await CallAsync("PUT", "/api/studies/a/notes", Notes, ("Content-Type", "application/json"));
        JsonElement kept = Json(await CallAsync("GET", "/api/studies/a/notes"));

        Assert.Equal(200, put.Status);
        Assert.Equal("**good** <b>", kept.GetProperty("text").GetString());
        Assert.Equal([3], kept.GetProperty("stars").EnumerateArray().Select(star => star.GetInt32()));
        Assert.Equal("look", kept.GetProperty("trials").GetProperty("3").GetString());
    }

    [Theory]
    [InlineData("""{"text": 5}""")]
    [InlineData("""{"text": null}""")]
    [InlineData("""{"trials": {"best": "x"}}""")]
    [InlineData("null")]
    public async Task Notes_ThatAreNone_AreRefused(string body)
    {
        await CallAsync("POST", "/api/studies", Study);

        Assert.Equal(400, (await CallAsync("PUT", "/api/studies/a/notes", body, ("Content-Type", "application/json"))).Status);
    }

    [Fact]
    public async Task Importance_StudyAtWork_IsAConflict()
    {
        await CallAsync("POST", "/api/studies", Study);

        Assert.Equal(409, (await CallAsync("GET", "/api/studies/a/importance")).Status);
    }

    [Fact]
    public async Task Page_LinkedFromElsewhere_IsShownUnderItsPolicy()
    {
        ServiceResponse response = await CallAsync(
            "GET", "/api/page", headers: [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")]);

        Assert.Equal(200, response.Status);
        Assert.StartsWith("text/html", response.ContentType, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", response.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal(304, (await CallAsync("GET", "/api/page", headers: ("If-None-Match", response.Headers["ETag"]))).Status);
    }

    private Task<ServiceResponse> CallAsync(string method, string path, string body = "", params (string Name, string Value)[] headers) =>
        service.HandleAsync(
            new ServiceRequest
            {
                Method = method,
                Path = path,
                Header = name => headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value,
                Body = new MemoryStream(Encoding.UTF8.GetBytes(body)),
            },
            default);

    private static JsonElement Json(ServiceResponse response)
    {
        using JsonDocument document = JsonDocument.Parse(response.Body);
        return document.RootElement.Clone();
    }
}
