using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ServerlessTuner.Bench;

/// <summary>
/// How fast agents are answered by <c>tuner serve</c>: <c>dotnet run --project bench -c Release -- agents [AGENTS] [RATE] [SECONDS]</c>.
/// First so many agents that together send RATE requests a second, which is how agents that train behave: the times say how long one
/// waits. Then agents that ask again at once, by 1, 8, 64 and all of them: the rate says what the service can do, and the times are
/// then the number of agents divided by the rate, whatever the service does.
/// </summary>
internal static class AgentThroughput
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public static async Task RunAsync(string[] args)
    {
        int agents = Number(0, 1000), rate = Number(1, 1200), seconds = Number(2, 20);
        string folder = Directory.CreateTempSubdirectory("tuner-bench").FullName;
        try
        {
            using BenchService service = await BenchService.StartAsync(Path.Combine(folder, "service"));
            // Twice, so that the second is measured with compiled code.
            await MeasureAsync(service, "warm-up", 64, null, Math.Min(seconds, 3), "async: true\n", isShown: false);
            await MeasureAsync(service, "paced", agents, rate, seconds, "async: true\n");
            await MeasureAsync(service, "paced-batches", agents, rate, seconds, string.Empty);
            foreach (int at in new[] { 1, 8, 64, agents })
                await MeasureAsync(service, $"at-once-{at}", at, null, seconds, "async: true\n");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        int Number(int at, int usual) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : usual;
    }

    private static async Task MeasureAsync(
        BenchService service, string id, int agents, int? rate, int seconds, string order, bool isShown = true)
    {
        using var study = new ByteArrayContent(
            Encoding.UTF8.GetBytes(
                $"id: {id}\nobjective: external\nmetric: {{name: loss, goal: minimize}}\nparameters: {{x: {{min: 0.0, max: 1.0}}}}\n"
                    + $"sampler: random\ntrials: 10000000\nparallel: {agents}\n{order}"));
        study.Headers.ContentType = new MediaTypeHeaderValue("application/yaml");
        using (HttpResponseMessage started = await service.Client.PostAsync("/api/studies", study))
            started.EnsureSuccessStatusCode();
        var asked = new ConcurrentBag<double>();
        var told = new ConcurrentBag<double>();
        long end = Stopwatch.GetTimestamp() + (seconds * Stopwatch.Frequency);
        TimeSpan before = service.ProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, agents).Select(_ => Task.Run(WorkAsync)));
        double took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (isShown)
            Say(id, agents, asked, told, took, service.ProcessorTime - before);
        using (HttpResponseMessage cancelled = await service.Client.PostAsync($"/api/studies/{id}/cancel", null))
            cancelled.EnsureSuccessStatusCode();

        async Task WorkAsync()
        {
            // Two requests a trial; the agents begin one after the other, as they do when each trains as long as it needs.
            double pause = rate is int all ? 2.0 * agents / all : 0;
            await Task.Delay(TimeSpan.FromSeconds(pause * Random.Shared.NextDouble()));
            while (Stopwatch.GetTimestamp() < end)
            {
                (int status, byte[] body) = await SendAsync(HttpMethod.Post, $"/api/studies/{id}/trials", "{}", asked);
                if (status != 200)
                {
                    // As the answer asks for; where the service is to be busy, sooner.
                    await Task.Delay(rate is null ? 20 : 1000);
                    continue;
                }

                using JsonDocument trial = JsonDocument.Parse(body);
                string x = trial.RootElement.GetProperty("values").GetProperty("x").GetRawText();
                string path = trial.RootElement.GetProperty("links").GetProperty("outcome").GetString()!;
                await Task.Delay(TimeSpan.FromSeconds(pause * (0.5 + Random.Shared.NextDouble())));
                (status, _) = await SendAsync(
                    HttpMethod.Put, path, $"{{\"state\": \"complete\", \"metrics\": {{\"loss\": {x}}}}}", told);
                if (status != 200)
                    throw new InvalidOperationException($"{path} was answered by {status}.");
            }
        }

        async Task<(int Status, byte[] Body)> SendAsync(HttpMethod method, string path, string body, ConcurrentBag<double> times)
        {
            using var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
            request.Content.Headers.ContentType = Json;
            long sent = Stopwatch.GetTimestamp();
            using HttpResponseMessage response = await service.Client.SendAsync(request);
            byte[] answer = await response.Content.ReadAsByteArrayAsync();
            times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            return ((int)response.StatusCode, answer);
        }
    }

    private static void Say(
        string id, int agents, ConcurrentBag<double> asked, ConcurrentBag<double> told, double seconds, TimeSpan processor)
    {
        int requests = asked.Count + told.Count;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{id}: {agents} agents, {requests / seconds:F0} requests/s, ask {Times(asked)}, tell {Times(told)}, service "
                    + $"{processor.TotalMilliseconds / Math.Max(1, requests):F2} ms of processor a request"));
    }

    private static string Times(ConcurrentBag<double> times)
    {
        double[] sorted = [.. times.Order()];
        return sorted.Length == 0
            ? "none"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"p50 {sorted[sorted.Length / 2]:F1} p99 {sorted[sorted.Length * 99 / 100]:F1} worst {sorted[^1]:F0} ms");
    }
}
