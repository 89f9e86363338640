using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ServerlessTuner.Cli.Tests.Serving;

/// <summary>What the real port refuses, and what it answers to what is broken.</summary>
public sealed class ServeGuardTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tuner").FullName;

    private string Root => Path.Combine(folder, "service");

    [Fact]
    public async Task Post_AsAPageOfAnotherSiteWould_StartsNothing()
    {
        using ServeProcess service = await ServeProcess.StartAsync(Root);

        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync("text/plain", ("Origin", "https://evil.example")));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync("application/yaml", ("Sec-Fetch-Site", "cross-site")));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await PostAsync("text/plain"));
        Assert.Equal(
            HttpStatusCode.Accepted, await PostAsync("application/yaml", ("Origin", service.Address), ("Sec-Fetch-Site", "same-origin")));
        Assert.Equal(1, (await service.GetAsync("/api/studies")).GetProperty("studies").GetArrayLength());

        async Task<HttpStatusCode> PostAsync(string type, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/studies")
            {
                Content = new StringContent(Studies.Quick, Encoding.UTF8, type)
            };
            foreach ((string name, string value) in headers)
                request.Headers.Add(name, value);
            return (await service.Client.SendAsync(request)).StatusCode;
        }
    }

    [Theory]
    [InlineData("zz\r\n")]
    [InlineData("0\r\ntrailer: \u00ff\r\n\r\n")]
    [InlineData("0\r\ntrailer: \0\r\n\r\n")]
    public async Task Post_BadChunk_IsABadRequest(string body)
    {
        using ServeProcess service = await ServeProcess.StartAsync(Root);
        var address = new Uri(service.Address);
        using var client = new TcpClient(address.Host, address.Port);
        await client.GetStream().WriteAsync(
            Encoding.Latin1.GetBytes(
                $"POST /api/studies HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/yaml\r\nTransfer-Encoding: "
                    + $"chunked\r\n\r\n{body}"));

        string answer = await new StreamReader(client.GetStream()).ReadLineAsync() ?? string.Empty;

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_SameFileEightTimesAtOnce_IsKept()
    {
        using ServeProcess service = await ServeProcess.StartAsync(Root);
        byte[] content = RandomNumberGenerator.GetBytes(3 << 20);
        string hash = Convert.ToHexStringLower(SHA256.HashData(content));

        HttpResponseMessage[] answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => service.Client.PutAsync($"/api/data/{hash}", new ByteArrayContent(content))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(Root, "data", hash)));
        Assert.Single(Directory.GetFiles(Path.Combine(Root, "data")));
    }

    [Fact]
    public async Task Post_SameStudySixtyTimesAtOnce_IsOneStudy()
    {
        using ServeProcess service = await ServeProcess.StartAsync(Root);

        HttpResponseMessage[] answers = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(_ => service.PostAsync("/api/studies", "id: one\n" + Studies.Quick)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        await service.WaitForStatusAsync("one", "completed");
    }

    [Theory]
    [InlineData("secret.env")]
    [InlineData("outside/secret.csv")]
    [InlineData("link.csv")]
    [InlineData("outside/*.csv")]
    [InlineData("loop.csv")]
    [InlineData("nul\\0.csv")]
    public async Task Post_DataBehindALinkOrOfNoBars_TellsNothingOfIt(string path)
    {
        string data = Directory.CreateDirectory(Path.Combine(folder, "files")).FullName,
            outside = Directory.CreateDirectory(Path.Combine(folder, "outside")).FullName;
        await File.WriteAllTextAsync(Path.Combine(outside, "secret.csv"), "SECRET=hunter2 token\n1,2,3\n");
        await File.WriteAllTextAsync(Path.Combine(data, "secret.env"), "SECRET=hunter2 token\n");
        Directory.CreateSymbolicLink(Path.Combine(data, "outside"), outside);
        File.CreateSymbolicLink(Path.Combine(data, "link.csv"), Path.Combine(outside, "secret.csv"));
        File.CreateSymbolicLink(Path.Combine(data, "loop.csv"), Path.Combine(data, "loop.csv"));
        using ServeProcess service = await ServeProcess.StartAsync(Root, null, "--data-root", data);

        string id = await service.StartStudyAsync(
            $"data: {{EURUSD: \"{path}\"}}\nstrategy: ma_cross\nparameters: {{fast: [3, 5], slow: [10, 20]}}\nmetric: sharpe\n");
        JsonElement study = await service.WaitForStatusAsync(id, "failed");

        string error = study.GetProperty("error").GetString()!;
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
        Assert.DoesNotContain(folder, error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_ByTheCommand_RemovesTheFolder()
    {
        using ServeProcess service = await ServeProcess.StartAsync(Root);
        await service.StartStudyAsync("id: gone\n" + Studies.Quick);
        await service.WaitForStatusAsync("gone", "completed");

        (int code, string output, string error) = await Tuner.RunAsync(["delete", "gone", "--server", service.Address]);

        Assert.Equal((0, "Removed gone.\n", string.Empty), (code, output, error));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(Root, "studies")));
        (code, _, error) = await Tuner.RunAsync(["delete", "gone", "--server", service.Address]);
        Assert.Equal((2, "There is no study 'gone'. GET /api/studies lists all.\n"), (code, error));
        await service.StartStudyAsync("id: gone\n" + Studies.Quick);
        await service.WaitForStatusAsync("gone", "completed");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
