using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace ServerlessTuner.Bench;

/// <summary>
/// What studies that have ended cost a service: <c>dotnet run --project bench -c Release -- finished [STUDIES]</c>. One study is run on
/// the service; its folder is copied under other ids; then a service is started on one copy and on all of them. What differs is the cost.
/// </summary>
internal static class FinishedStudies
{
    public static async Task RunAsync(string[] args)
    {
        int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10_000;
        string folder = Directory.CreateTempSubdirectory("tuner-bench").FullName;
        try
        {
            string root = Path.Combine(folder, "service");
            using (BenchService service = await BenchService.StartAsync(root))
                await RunStudyAsync(service);
            (double Seconds, double Megabytes) one = await StartAsync(root);
            string first = Path.Combine(root, "studies", "s0");
            for (int i = 1; i < count; i++)
                Copy(first, Path.Combine(root, "studies", $"s{i}"), $"s{i}");
            // Twice: the first reads from the disk what the second has in the system's memory.
            for (int round = 1; round <= 2; round++)
            {
                (double Seconds, double Megabytes) all = await StartAsync(root);
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"round {round}: {count} studies that ended: starts in {all.Seconds:F2} s (one study: {one.Seconds:F2} s), "
                            + $"{1024 * (all.Megabytes - one.Megabytes) / count:F1} kB of memory each ({all.Megabytes:F0} MB in all)"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunStudyAsync(BenchService service)
    {
        using var study = new StringContent(
            "id: s0\nfunction: sphere\nparameters: {x0: {min: -5.0, max: 5.0}, x1: {min: -5.0, max: 5.0}}\nsampler: random\ntrials: 1000\n",
            Encoding.UTF8,
            "application/yaml");
        using (HttpResponseMessage started = await service.Client.PostAsync("/api/studies", study))
            started.EnsureSuccessStatusCode();
        while ((await service.Client.GetFromJsonAsync<JsonElement>("/api/studies/s0")).GetProperty("status").GetString() != "completed")
            await Task.Delay(20);
    }

    // Until it has answered, and after its list was asked for: both touch every record.
    private static async Task<(double Seconds, double Megabytes)> StartAsync(string root)
    {
        long start = Stopwatch.GetTimestamp();
        using BenchService service = await BenchService.StartAsync(root);
        await service.Client.GetByteArrayAsync("/api/studies/s0");
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await Task.Delay(2000);
        return (seconds, service.Megabytes);
    }

    private static void Copy(string from, string to, string id)
    {
        foreach (string path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            // The service reads records at the start; the large files would only fill the disk.
            if (Path.GetFileName(path) == "record.json")
                File.WriteAllText(target, File.ReadAllText(path).Replace("\"s0\"", $"\"{id}\"", StringComparison.Ordinal));
            else if (new FileInfo(path).Length < 4096)
                File.Copy(path, target);
        }
    }
}
