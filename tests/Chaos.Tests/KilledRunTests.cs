using System.Diagnostics;
using ServerlessTuner.Cli.Tests.Serving;
using Xunit.Abstractions;

namespace ServerlessTuner.Chaos.Tests;

/// <summary>Runs that are killed at any moment end with the bytes of one that was not.</summary>
public sealed class KilledRunTests(ITestOutputHelper output) : IDisposable
{
    private const string Market = """
        data:
          EURUSD: {synth: {seed: 1, bars: 20000, interval: 1h, start: 2015-01-05, price: 1.10}}
          USDJPY: {synth: {seed: 3, bars: 20000, interval: 1h, start: 2015-01-05, price: 110}}
        strategy: ma_cross
        metric: sharpe

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("chaos").FullName;

    [Theory]
    [
        InlineData(
            "two-stage",
            Market + "parameters: {fast: {min: 2, max: 21}, slow: {min: 40, max: 69}, stop_pips: [20, 50]}\nstages: [{scenarios: [B], "
                + "keep: 5}, {scenarios: [A, B, C]}]\nchunk_size: 50\n")
    ]
    [
        InlineData(
            "tpe",
            "function: {name: rastrigin, steps: 4, delay_ms: 5}\nparameters: {x0: {min: -5.0, max: 5.0}, x1: {min: -5.0, max: "
                + "5.0}}\nsampler: tpe\npruner: median\nparallel: 3\ntrials: 150\n")
    ]
    [
        InlineData(
            "refine",
            "function: {name: rastrigin, delay_ms: 2}\nparameters: {x0: {min: -5.0, max: 5.0}, x1: {min: -5.0, max: 5.0}}\nsampler: "
                + "random\nrefine: true\ntrials: 150\n")
    ]
    public async Task Run_Killed_EndsWithTheSameBytes(string kind, string study)
    {
        Random random = Chaos.Random(kind.Length);
        string path = Path.Combine(folder, kind + ".yaml"), whole = Path.Combine(folder, kind + "-whole");
        await File.WriteAllTextAsync(path, $"name: {kind}\n{study}");
        Assert.Equal(0, (await Tuner.RunAsync(["run", path, "--out", whole, "--quiet"])).Code);
        // The first one reads the program from the disk.
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(0, (await Tuner.RunAsync(["run", path, "--out", whole + "-again", "--quiet"])).Code);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        int kills = 0;
        for (int round = 0; round < Chaos.Count(1, 12); round++)
        {
            string killed = Path.Combine(folder, $"{kind}-{round}");
            for (int kill = 0; kill < Chaos.Count(6, 12); kill++)
            {
                using Process process = Tuner.Start(["run", path, "--out", killed, "--quiet"]);
                if (process.WaitForExit(took * (0.2 + (0.6 * random.NextDouble()))))
                    break;
                process.Kill();
                await process.WaitForExitAsync();
                kills++;
            }

            (int code, _, string error) = await Tuner.RunAsync(["run", path, "--out", killed, "--quiet"]);
            Assert.True(code == 0, error);
            foreach (
                string name in new[]
                {
                    "stage1_results.csv", "top_k.csv", "tuning_results.csv"
                }.Where(name => File.Exists(Path.Combine(whole, name))))
                Assert.Equal(
                    await File.ReadAllBytesAsync(Path.Combine(whole, name)), await File.ReadAllBytesAsync(Path.Combine(killed, name)));
        }

        Assert.True(kills > 0, "Nothing was killed: the study is too short.");
        Chaos.Report(output, $"kill run {kind}", $"{kills} kills, 0 differences");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
