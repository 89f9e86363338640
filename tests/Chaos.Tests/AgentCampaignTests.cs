using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ServerlessTuner.Cli.Tests.Serving;
using Xunit.Abstractions;

namespace ServerlessTuner.Chaos.Tests;

/// <summary>Many agents, some of them lost, on a service that is killed: every trial ends exactly once, and with its own outcome.</summary>
public sealed class AgentCampaignTests(ITestOutputHelper output) : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly string folder = Directory.CreateTempSubdirectory("chaos").FullName;
    private readonly ConcurrentBag<double> milliseconds = [];
    private readonly ConcurrentDictionary<int, int> statuses = [];
    private volatile ServeProcess? service;
    private int lost;

    [Theory]
    [InlineData("async: true\n")]
    [InlineData("")]
    public async Task Agents_LostAndServiceKilled_EveryTrialEndsOnce(string order)
    {
        int agents = Chaos.Count("TUNER_CHAOS_AGENTS", 40, 1000),
            trials = Chaos.Count("TUNER_CHAOS_TRIALS", 10, 10) * agents,
            kills = Chaos.Count("TUNER_CHAOS_KILLS", 3, 5);
        Random random = Chaos.Random(7 + order.Length);
        string root = Path.Combine(folder, "service");
        // Lost at random and by kills, a trial must not run out of attempts here.
        string[] options = ["--max-attempts", "100"];
        service = await ServeProcess.StartAsync(root, null, options);
        await service.StartStudyAsync(
            $"id: many\nobjective: external\nmetric: {{name: loss, goal: minimize}}\nparameters: {{x: {{min: 0.0, max: "
                + $"1.0}}}}\nsampler: random\ntrials: {trials}\nparallel: {Math.Min(agents, 1000)}\n{order}");
        long start = Stopwatch.GetTimestamp();
        Task[] working = [.. Enumerable.Range(0, agents).Select(agent => Task.Run(() => WorkAsync(Chaos.Random(1000 + agent))))];
        int killed = 0;
        for (; killed < kills && !Task.WhenAll(working).IsCompleted; killed++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(500, 2500)));
            service.Kill();
            service.Dispose();
            service = await ServeProcess.StartAsync(root, null, options);
        }

        await Task.WhenAll(working).WaitAsync(TimeSpan.FromMinutes(Chaos.Count(4, 30)));
        JsonElement study = await service.WaitForStatusAsync("many", "completed");
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        Assert.Equal((trials, 0), (study.GetProperty("trials").GetInt32(), study.GetProperty("failed").GetInt32()));
        string[] rows = (await service.Client.GetStringAsync("/api/studies/many/artifacts/trials.csv")).Trim().Split('\n');
        Assert.Equal(trials, rows.Skip(1).Select(row => row.Split(',')[0]).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(trials + 1, rows.Length);
        string[] results = (await service.Client.GetStringAsync("/api/studies/many/artifacts/tuning_results.csv")).Trim().Split('\n');
        foreach (string[] cells in results.Skip(1).Select(row => row.Split(',')))
            Assert.Equal(
                double.Parse(cells[1], System.Globalization.CultureInfo.InvariantCulture),
                double.Parse(cells[2], System.Globalization.CultureInfo.InvariantCulture));
        Assert.DoesNotContain(500, statuses.Keys);
        double[] times = [.. milliseconds.Order()];
        string codes = string.Join(' ', statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}:{pair.Value}"));
        string counts = $"{agents} agents, {trials} trials, {killed} kills, {lost} lost, {times.Length} requests ({codes})";
        double late = times[(int)(times.Length * 0.99)];
        Chaos.Report(
            output,
            $"agents {(order.Length > 0 ? "async" : "batches")}",
            $"{counts}, {times.Length / seconds:F0}/s, p50 {times[times.Length / 2]:F0} ms, p99 {late:F0} ms, {service.Megabytes()} MB, {seconds:F0} s");
    }

    public void Dispose()
    {
        service?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task WorkAsync(Random random)
    {
        while (true)
        {
            (int status, string body, int wait) = await SendAsync(
                HttpMethod.Post, "/api/studies/many/trials", $"{{\"lease_seconds\": {random.Next(1, 6)}}}");
            if (status == 410)
                return;
            if (status != 200)
            {
                // The header's second, cut short: what is measured is the service.
                await Task.Delay(wait > 0 ? 200 : 50);
                continue;
            }

            JsonElement trial = JsonElement.Parse(body);
            if (random.NextDouble() < 0.2)
            {
                Interlocked.Increment(ref lost);
                continue;
            }

            string outcome = $"{{\"state\": \"complete\", \"metrics\": {{\"loss\": "
                + $"{trial.GetProperty("values").GetProperty("x").GetRawText()}}}}}";
            string path = trial.GetProperty("links").GetProperty("outcome").GetString()!;
            while ((await SendAsync(HttpMethod.Put, path, outcome)).Status is 503)
                await Task.Delay(50);
        }
    }

    private async Task<(int Status, string Body, int Wait)> SendAsync(HttpMethod method, string path, string body)
    {
        while (true)
        {
            ServeProcess at = service!;
            long start = Stopwatch.GetTimestamp();
            try
            {
                using var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
                request.Content.Headers.ContentType = Json;
                using HttpResponseMessage response = await at.Client.SendAsync(request);
                string text = await response.Content.ReadAsStringAsync();
                milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                statuses.AddOrUpdate((int)response.StatusCode, 1, (_, count) => count + 1);
                return ((int)response.StatusCode, text, (int?)response.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0);
            }
            catch (Exception fault) when (
                fault is HttpRequestException or ObjectDisposedException or OperationCanceledException or IOException)
            {
                // Killed; the next one listens elsewhere.
                await Task.Delay(50);
            }
        }
    }
}
