using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace ServerlessTuner.Bench;

/// <summary>
/// Whether busy programs from the same shell starve the service:
/// <c>dotnet run --project bench -c Release -- beside [PROGRAMS] [SECONDS]</c>.
/// A study of 400 trials of the TPE sampler, alone and beside programs that use all the processor they get, as agents that train do.
/// Where the system groups by session, run it from a session of its own (<c>setsid -w …</c>): service and programs share one group then.
/// </summary>
internal static class BusyNeighbours
{
    private const int Trials = 400;

    public static async Task RunAsync(string[] args)
    {
        int programs = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 4;
        int seconds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20;
        string folder = Directory.CreateTempSubdirectory("tuner-bench").FullName;
        var busy = new List<Process>();
        try
        {
            using BenchService service = await BenchService.StartAsync(Path.Combine(folder, "service"));
            await MeasureAsync(service, "warm", seconds);
            Console.WriteLine($"alone: {await MeasureAsync(service, "alone", seconds)}");
            for (int i = 0; i < programs; i++)
                busy.Add(Process.Start("sh", ["-c", "while :; do :; done"]));
            await Task.Delay(500);
            Console.WriteLine($"beside {programs} busy programs: {await MeasureAsync(service, "beside", seconds)}");
        }
        finally
        {
            foreach (Process program in busy)
            {
                program.Kill();
                await program.WaitForExitAsync();
                program.Dispose();
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> MeasureAsync(BenchService service, string id, int seconds)
    {
        using var study = new StringContent(
            $"id: {id}\nfunction: rastrigin\nparameters: {{x0: {{min: -5.0, max: 5.0}}, x1: {{min: -5.0, max: 5.0}}}}\nsampler: tpe\n"
                + $"trials: {Trials}\n",
            Encoding.UTF8,
            "application/yaml");
        long start = Stopwatch.GetTimestamp();
        using (HttpResponseMessage started = await service.Client.PostAsync("/api/studies", study))
            started.EnsureSuccessStatusCode();
        while (true)
        {
            JsonElement view = await service.Client.GetFromJsonAsync<JsonElement>($"/api/studies/{id}");
            double took = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (view.GetProperty("status").GetString() == "completed" || took > seconds)
                return string.Create(
                    CultureInfo.InvariantCulture, $"{view.GetProperty("trials").GetInt64()} of {Trials} trials in {took:F1} s");
            await Task.Delay(20);
        }
    }
}
