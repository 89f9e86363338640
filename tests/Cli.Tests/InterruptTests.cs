using System.Diagnostics;
using ServerlessTuner.Cli.Tests.Support;

namespace ServerlessTuner.Cli.Tests;

/// <summary>Ctrl-C is answered, whatever runs.</summary>
public sealed class InterruptTests : IDisposable
{
    private readonly TunerCommand tuner = new();

    [Theory]
    [InlineData("INT", "function: {name: sphere, delay_ms: 60000}\nsampler: random\ntrials: 100\n")]
    [InlineData("TERM", "function: sphere\nsampler: {name: gp, n_startup_trials: 2}\ntrials: 100000\nparallel: 5000\n")]
    [InlineData("INT", "function: sphere\nsampler: {name: cmaes, population: 10000}\ntrials: 1000000\nparallel: 10000\n")]
    public async Task Run_InterruptedInTheMiddle_EndsAtOnce(string signal, string study)
    {
        string path = tuner.Write(
            "study.yaml",
            $"{study}parameters:\n{string.Concat(Enumerable.Range(0, 40).Select(i => $"  p{i}: {{min: -5.0, max: 5.0}}\n"))}");
        Process process = tuner.Start("run", path, "--out", "out", "--quiet");
        long waited = Stopwatch.GetTimestamp();
        while (!File.Exists(tuner.In("out", "journal.jsonl")) && Stopwatch.GetElapsedTime(waited) < TimeSpan.FromSeconds(60))
            await Task.Delay(20);
        await Task.Delay(500);
        long start = Stopwatch.GetTimestamp();
        await tuner.ShellAsync($"kill -{signal} {process.Id}");

        Ended ended = await TunerCommand.EndAsync(process);

        // One second on an idle machine.
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(
            (130, $"Interrupted. What was finished is kept in {tuner.In("out")}; continue with: tuner resume {tuner.In("out")}\n"),
            (ended.Code, ended.Error));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task Run_WithoutAFolder_SaysSo(string folder)
    {
        Ended ended = await tuner.RunAsync("run", tuner.Write("study.yaml", "function: sphere\nparameters: {x: [1]}\n"), "--out", folder);

        Assert.Equal(
            (2, "--out: --out is empty, but must name a folder. Write --out runs/NAME, or leave it out.\n"), (ended.Code, ended.Error));
    }

    [Fact]
    public async Task Run_FlagsAsTheReplacedToolHadThem_AreTaken()
    {
        string path = tuner.Write(
            "study.yaml",
            "data: {EURUSD: {synth: {seed: 1, bars: 500, interval: 1h, start: 2021-01-04, price: 1.10}}}\nstrategy: "
                + "ma_cross\nparameters: {fast: [3, 5], slow: [10, 20]}\nmetric: sharpe\n");

        Ended ended = await tuner.RunAsync("run", path, "--out", "out", "--two-stage", "False", "--top_k", "2", "--quiet");

        Assert.Equal((0, string.Empty), (ended.Code, ended.Error));
        Assert.False(File.Exists(tuner.In("out", "stage1_results.csv")));
    }

    public void Dispose() => tuner.Dispose();
}
