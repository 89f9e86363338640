using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace ServerlessTuner.Bench;

/// <summary>
/// What the service costs: how long a status query takes while a study uses all processors, and how much longer a study takes on
/// <c>tuner serve</c> than with <c>tuner run</c>. Both are the real command:
/// <c>dotnet build cli -c Release &amp;&amp; dotnet run --project bench -c Release -- serve [queries] [rounds] [trials]</c>.
/// </summary>
internal static class ServeCost
{
    // About ten seconds on two processors: many distinct signals, so that the work lies in the trials and not in the set-up.
    private const string Study = """
        name: serve-cost
        data:
          EURUSD: {synth: {seed: 1, bars: 20000, interval: 1h, start: 2021-01-04, price: 1.10}}
          GBPUSD: {synth: {seed: 2, bars: 20000, interval: 1h, start: 2021-01-04, price: 1.30}}
        strategy: ma_cross
        parameters:
          fast: {min: 3, max: 40}
          slow: {min: 41, max: 200}
          stop_pips: {min: 10, max: 100}
          target_pips: {min: 10, max: 200}
        sampler: random
        trials: TRIALS
        stages:
          - {scenarios: [B], keep: 10}
          - {scenarios: [A, B, C]}
        metric: sharpe
        """;

    public static async Task RunAsync(string[] args)
    {
        int queries = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5000;
        int rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
        int trials = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 100_000;
        string folder = Directory.CreateTempSubdirectory("tuner-bench").FullName;
        try
        {
            using BenchService service = await BenchService.StartAsync(Path.Combine(folder, "service"));
            await QueryAsync(service.Client, queries);
            await CompareAsync(service.Client, folder, rounds, trials);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task QueryAsync(HttpClient client, int queries)
    {
        // First with nothing to do, which shows what the machine and its other users add.
        string path = await PostAsync(client, 10);
        while ((await client.GetFromJsonAsync<JsonElement>(path)).GetProperty("status").GetString() != "completed")
            await Task.Delay(10);
        await QueryAsync(client, path, queries, "while nothing runs");
        path = await PostAsync(client, 100_000_000);
        while ((await client.GetFromJsonAsync<JsonElement>(path)).GetProperty("done").GetInt64() == 0)
            await Task.Delay(10);
        await QueryAsync(client, path, queries, $"while a study uses {Environment.ProcessorCount} processors");
        await client.PostAsync(path + "/cancel", null);
    }

    private static async Task QueryAsync(HttpClient client, string path, int queries, string when)
    {
        var times = new double[queries];
        for (int i = -200; i < queries; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await client.GetByteArrayAsync(path);
            if (i >= 0)
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            // A query now and then: one at once after the other would find everything warm.
            if (i % 10 == 0)
                await Task.Delay(2);
        }

        Array.Sort(times);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"status query {when}: median {times[queries / 2]:F2} ms, 99th percentile {times[queries * 99 / 100]:F2} ms, worst "
                    + $"{times[^1]:F2} ms of {queries}"));
    }

    private static async Task CompareAsync(HttpClient client, string folder, int rounds, int trials)
    {
        string study = Path.Combine(folder, "study.yaml");
        await File.WriteAllTextAsync(study, Study.Replace("TRIALS", $"{trials}", StringComparison.Ordinal));
        var local = new double[rounds];
        var served = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            using (Process run = BenchService.Run("run", study, "--out", Path.Combine(folder, $"run-{round}"), "--quiet"))
                await run.WaitForExitAsync();
            local[round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            start = Stopwatch.GetTimestamp();
            string path = await PostAsync(client, trials);
            while ((await client.GetFromJsonAsync<JsonElement>(path)).GetProperty("status").GetString() != "completed")
                await Task.Delay(20);
            served[round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture, $"round {round + 1}: tuner run {local[round]:F2} s, tuner serve {served[round]:F2} s"));
        }

        if (rounds == 0)
            return;
        // The best of each: what others do on the machine can only add.
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{trials} trials, best of {rounds}: tuner run {local.Min():F2} s, tuner serve {served.Min():F2} s, "
                    + $"{100 * ((served.Min() / local.Min()) - 1):+0.0;-0.0} %"));
    }

    private static async Task<string> PostAsync(HttpClient client, int trials)
    {
        using HttpResponseMessage response = await client.PostAsync(
            "/api/studies",
            new StringContent(Study.Replace("TRIALS", $"{trials}", StringComparison.Ordinal), Encoding.UTF8, "application/yaml"));
        response.EnsureSuccessStatusCode();
        return response.Headers.Location!.ToString();
    }
}
