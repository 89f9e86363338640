using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ServerlessTuner.Cli.Tests.Serving;
using Xunit.Abstractions;

namespace ServerlessTuner.Chaos.Tests;

/// <summary>
/// Every file that a service writes, damaged: it starts, answers, and shows and computes what it would have without, or says what is
/// wrong.
/// </summary>
public sealed class DamagedServiceTests(ITestOutputHelper output) : IDisposable
{
    private const string Told = """{"state": "complete", "metrics": {"loss": 0.25}}""";

    private readonly string folder = Directory.CreateTempSubdirectory("chaos").FullName;

    [Fact]
    public async Task Serve_AnyFilesDamaged_StartsAnswersAndShowsNothingElse()
    {
        Random random = Chaos.Random(3);
        string root = Path.Combine(folder, "service"), kept = Path.Combine(folder, "kept");
        Dictionary<string, string> expected;
        using (ServeProcess first = await ServeProcess.StartAsync(root))
        {
            await UploadAsync(first);
            await first.StartStudyAsync(
                "id: agents\nobjective: external\nmetric: loss\nparameters: {x: {min: 0.0, max: 1.0}}\nsampler: random\ntrials: "
                    + "9\nparallel: 3\n");
            while ((int)(await first.PostAsync("/api/studies/agents/trials")).StatusCode != 200)
                await Task.Delay(50);
            using (HttpResponseMessage told = await first.Client.PutAsync(
                "/api/studies/agents/trials/0",
                new StringContent(Told, Encoding.UTF8, "application/json")))
                Assert.True(told.IsSuccessStatusCode, await told.Content.ReadAsStringAsync());
            // At work when the service is killed, and slow enough for that.
            await first.StartStudyAsync(
                "id: works\nfunction: {name: sphere, delay_ms: 20}\nparameters: {x: {min: 0.0, max: 1.0}}\nsampler: tpe\ntrials: 60\n");
            await first.WaitAsync("works", study => study.GetProperty("done").GetInt64() > 5);
            expected = await ShownAsync(first);
            first.Kill();
        }

        Copy(root, kept);
        string[] files = [.. Directory.GetFiles(kept, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        string[] names = [.. files.Select(Path.GetFileName).OfType<string>().Distinct(StringComparer.Ordinal)];
        foreach (string name in new[] { "record.json", "trials-1.json", "open.jsonl", "ended.jsonl", "journal.jsonl", "study.json" })
            Assert.Contains(name, names);
        int damaged = 0, missing = 0, rounds = Chaos.Count(8, 400);
        for (int round = 0; round < rounds; round++)
        {
            Copy(kept, root);
            foreach (string path in files.Where(_ => random.Next(6) == 0))
            {
                string target = Path.Combine(root, Path.GetRelativePath(kept, path));
                await File.WriteAllBytesAsync(target, Mutation.Damage(await File.ReadAllBytesAsync(path), random));
                damaged++;
            }

            using ServeProcess service = await ServeProcess.StartAsync(root);
            Dictionary<string, string> shown = await ShownAsync(service);
            foreach ((string what, string text) in expected)
            {
                if (!shown.TryGetValue(what, out string? found))
                    missing++;
                else
                    Assert.True(text == found, $"Round {round}, seed {Chaos.Seed}: {what} was {text} and is {found}.");
            }

            using HttpResponseMessage asked = await service.PostAsync("/api/studies/agents/trials");
            Assert.InRange((int)asked.StatusCode, 200, 499);
            service.Kill();
        }

        Chaos.Report(
            output,
            "damaged service",
            $"{rounds} starts, {damaged} files damaged, {missing} answers missing, 0 starts refused, 0 answers of 500, 0 other answers");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // Two studies that end: one on uploaded data, one that needs none.
    private static async Task UploadAsync(ServeProcess service)
    {
        var bars = new StringBuilder("time,open,high,low,close\n");
        var random = new Random(5);
        double price = 1.1;
        for (int i = 0; i < 200; i++)
        {
            double next = Math.Round(price + (0.002 * (random.NextDouble() - 0.5)), 5);
            double high = Math.Max(price, next) + 0.0005, low = Math.Min(price, next) - 0.0005;
            DateTime time = new DateTime(2021, 1, 4, 0, 0, 0, DateTimeKind.Utc).AddHours(i);
            bars.Append(CultureInfo.InvariantCulture, $"{time:yyyy-MM-ddTHH:mm:ss}Z,{price},{high:F5},{low:F5},{next}\n");
            price = next;
        }

        byte[] content = Encoding.UTF8.GetBytes(bars.ToString());
        string hash = Convert.ToHexStringLower(SHA256.HashData(content));
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using (HttpResponseMessage kept = await service.Client.PutAsync($"/api/data/{hash}", body))
            Assert.True(kept.IsSuccessStatusCode, await kept.Content.ReadAsStringAsync());
        await service.StartStudyAsync(
            $"id: uploaded\ndata: {{EURUSD: 'sha256:{hash}'}}\nstrategy: ma_cross\nparameters: {{fast: [2, 3, 4], slow: [8, 9]}}\n"
                + $"metric: sharpe\n");
        await service.StartStudyAsync("id: plain\nfunction: sphere\nparameters: {x: {min: 0.0, max: 1.0}}\nsampler: random\ntrials: 20\n");
        await service.WaitForStatusAsync("uploaded", "completed");
        await service.WaitForStatusAsync("plain", "completed");
    }

    /// <summary>What the service shows of studies that ended, and of the agents' trial that did.</summary>
    private static async Task<Dictionary<string, string>> ShownAsync(ServeProcess service)
    {
        var shown = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonElement study in (await service.GetAsync("/api/studies")).GetProperty("studies").EnumerateArray())
        {
            string id = study.GetProperty("id").GetString()!;
            if (id is "uploaded" or "plain")
                shown[$"study {id}"] = study.GetRawText();
            using HttpResponseMessage trials = await service.Client.GetAsync($"/api/studies/{id}/trials");
            Assert.InRange((int)trials.StatusCode, 200, 499);
            if (id is "uploaded" or "plain" && trials.IsSuccessStatusCode)
                shown[$"trials of {id}"] = await trials.Content.ReadAsStringAsync();
        }

        using HttpResponseMessage again = await service.Client.PutAsync(
            "/api/studies/agents/trials/0",
            new StringContent(Told, Encoding.UTF8, "application/json"));
        Assert.True((int)again.StatusCode is < 500 or 503, $"{again.StatusCode}: {await again.Content.ReadAsStringAsync()}");
        if (again.IsSuccessStatusCode)
            shown["trial of an agent"] = await again.Content.ReadAsStringAsync();
        return shown;
    }

    private static void Copy(string from, string to)
    {
        if (Directory.Exists(to))
            Directory.Delete(to, recursive: true);
        foreach (string path in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }
}
