using System.Text.Json;
using ServerlessTuner.Cli.Tests.Serving;
using Xunit.Abstractions;

namespace ServerlessTuner.Chaos.Tests;

/// <summary>Files of a service that were flipped or cut: it starts, answers, and what is whole goes on.</summary>
public sealed class DamagedServiceTests(ITestOutputHelper output) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("chaos").FullName;

    [Fact]
    public async Task Serve_FilesFlippedOrCut_StartsAndAnswers()
    {
        Random random = Chaos.Random(3);
        string root = Path.Combine(folder, "service");
        using (ServeProcess first = await ServeProcess.StartAsync(root))
        {
            for (int i = 0; i < 4; i++)
                await first.StartStudyAsync(
                    $"id: done-{i}\nfunction: sphere\nparameters: {{x: {{min: 0.0, max: 1.0}}}}\nsampler: random\ntrials: 20\n");
            await first.StartStudyAsync(
                "id: agents\nobjective: external\nmetric: loss\nparameters: {x: {min: 0.0, max: 1.0}}\nsampler: random\ntrials: "
                    + "9\nparallel: 3\n");
            while ((int)(await first.PostAsync("/api/studies/agents/trials")).StatusCode != 200)
                await Task.Delay(50);
            for (int i = 0; i < 4; i++)
                await first.WaitForStatusAsync($"done-{i}", "completed");
            first.Kill();
        }

        string[] files = [
            .. Directory.GetFiles(
                Path.Combine(root, "studies"),
                "*.json",
                SearchOption.AllDirectories).Where(path => !path.Contains("/out/", StringComparison.Ordinal))
        ];
        string[] names = [.. files.Select(Path.GetFileName).OfType<string>()];
        Assert.Contains("record.json", names);
        Assert.Contains("trials-1.json", names);
        Assert.Contains("000000000000.json", names);
        int damaged = 0;
        for (int round = 0; round < Chaos.Count(6, 200); round++)
        {
            var kept = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (string path in files.Where(path => File.Exists(path) && random.Next(3) == 0))
            {
                kept[path] = await File.ReadAllBytesAsync(path);
                await File.WriteAllBytesAsync(path, Damage(kept[path], random));
                damaged++;
            }

            using ServeProcess service = await ServeProcess.StartAsync(root);
            JsonElement studies = (await service.GetAsync("/api/studies")).GetProperty("studies");
            foreach (JsonElement study in studies.EnumerateArray())
            {
                using HttpResponseMessage trials = await service.Client.GetAsync(
                    $"/api/studies/{study.GetProperty("id").GetString()}/trials");
                Assert.InRange((int)trials.StatusCode, 200, 499);
            }

            using HttpResponseMessage asked = await service.PostAsync("/api/studies/agents/trials");
            Assert.InRange((int)asked.StatusCode, 200, 499);
            service.Kill();
            foreach ((string path, byte[] content) in kept)
                await File.WriteAllBytesAsync(path, content);
        }

        Chaos.Report(output, "damage", $"{damaged} files damaged, 0 starts refused, 0 answers of 500");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static byte[] Damage(byte[] content, Random random)
    {
        byte[] damaged = [.. content];
        switch (random.Next(4))
        {
            case 0:
                return damaged[..random.Next(damaged.Length)];
            case 1:
                return new byte[damaged.Length];
            case 2:
                return [];
            default:
                if (damaged.Length > 0)
                    damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                return damaged;
        }
    }
}
