using System.Net;
using System.Net.Sockets;
using System.Text;
using ServerlessTuner.Cli.Tests.Serving;
using Xunit.Abstractions;

namespace ServerlessTuner.Chaos.Tests;

/// <summary>
/// Requests that were mutated, byte by byte, on the real port: each is answered or refused, and none is a fault of the service.
/// </summary>
public sealed class RequestTests(ITestOutputHelper output) : IDisposable
{
    private const int AtOnce = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private static readonly string[] Requests =
    [
        "GET /api/studies HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        "GET /api/studies/a/trials?stage=1&sort=score&top=5&page=1 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        "GET /api/studies/a/artifacts/tuning_results.csv HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        "POST /api/studies/agents/trials HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\n"
            + "Content-Length: 20\r\n\r\n{\"lease_seconds\": 5}",
        "PUT /api/studies/agents/trials/0 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\n"
            + "Content-Length: 61\r\n\r\n{\"state\": \"complete\", \"value\": 0.25, \"metrics\": {\"loss\": 0.5}}",
        "POST /api/studies/agents/trials/0/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\n"
            + "Content-Length: 39\r\n\r\n{\"step\": 1, \"value\": 0.5, \"attempt\": 1 }",
        "POST /api/studies HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/yaml\r\nConnection: close\r\nTransfer-Encoding: "
            + "chunked\r\n\r\n40\r\nid: b\nfunction: sphere\nparameters: {x: [1, 2]}\nname: 'abcdefghij\r\n2\r\n'\n\r\n0\r\n\r\n",
        "POST /api/validate HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 22\r\n\r\n"
            + "{\"study_file\": \"a: 1\"}",
        "DELETE /api/studies/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    ];

    private static readonly string[] Pieces =
    [
        "%00", "%2e%2e/", "..", "/", "?", "&", "\r\n", ":", "\0", "\\ud800", "\"", "{", "}", "NaN", "-1", "1e999",
        "99999999999999999999", " ", "\ud83d\ude00",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("chaos").FullName;

    [Fact]
    public async Task Serve_MutatedRequests_AreAnsweredOrRefused()
    {
        Random random = Chaos.Random(9);
        using ServeProcess service = await ServeProcess.StartAsync(Path.Combine(folder, "service"));
        await service.StartStudyAsync("id: a\nfunction: sphere\nparameters: {x: [1, 2, 3]}\n");
        await service.StartStudyAsync(
            "id: agents\nobjective: external\nmetric: loss\nparameters: {x: {min: 0.0, max: 1.0}}\nsampler: random\ntrials: 1000\n");
        await service.WaitForStatusAsync("a", "completed");
        int port = service.Client.BaseAddress!.Port, count = Chaos.Count(1500, 100_000);
        var statuses = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < count; i += AtOnce)
        {
            byte[][] requests = [.. Enumerable.Range(0, AtOnce).Select(_ => Request(random))];
            string[] answers = await Task.WhenAll(requests.Select(request => SendAsync(port, request))).WaitAsync(Patience);
            for (int k = 0; k < AtOnce; k++)
            {
                Assert.True(answers[k] != "500", $"Request {i + k}, seed {Chaos.Seed}: {Encoding.UTF8.GetString(requests[k])}");
                statuses[answers[k]] = statuses.GetValueOrDefault(answers[k]) + 1;
            }
        }

        Assert.True((await service.Client.GetAsync("/api/health")).IsSuccessStatusCode);
        string codes = string.Join(' ', statuses.Select(pair => $"{pair.Key}:{pair.Value}"));
        Chaos.Report(output, "requests", $"{count} mutants, {codes}, 0 of 500, {service.Megabytes()} MB");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static byte[] Request(Random random)
    {
        byte[] request = Encoding.UTF8.GetBytes(Mutation.Mutate(Requests[random.Next(Requests.Length)], Pieces, random));
        return random.Next(4) == 0 ? Mutation.Damage(request, random) : request;
    }

    private static async Task<string> SendAsync(int port, byte[] request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        NetworkStream stream = client.GetStream();
        var answer = new byte[64];
        int read = 0;
        try
        {
            await stream.WriteAsync(request);
            // One that promised a longer body than it has is waited for by the service, in vain.
            using var wait = new CancellationTokenSource(Wait);
            while (read < 12 && await stream.ReadAsync(answer.AsMemory(read), wait.Token) is var got and > 0)
                read += got;
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // Cut off by the service, or by us.
        }

        return read < 12 ? "none" : Encoding.ASCII.GetString(answer, 9, 3);
    }
}
