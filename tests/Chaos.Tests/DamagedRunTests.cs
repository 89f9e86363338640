using System.Diagnostics;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Cli.Tests.Serving;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Results;
using Xunit.Abstractions;

namespace ServerlessTuner.Chaos.Tests;

/// <summary>
/// Every file that a run writes, damaged: the next run ends with the bytes of an undamaged one or names what is wrong, and what is read
/// from a finished folder is what was written there.
/// </summary>
public sealed class DamagedRunTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, string> Studies = new(StringComparer.Ordinal)
    {
        ["grid"] = """
            data: {EURUSD: {synth: {seed: 1, bars: 400, interval: 1h, start: 2021-01-04, price: 1.10}}}
            strategy: ma_cross
            parameters: {fast: {min: 2, max: 7}, slow: {min: 10, max: 19}}
            stages: [{scenarios: [B], keep: 5}, {scenarios: [A, B, C]}]
            metric: sharpe
            chunk_size: 7
            """,
        ["tpe"] = """
            function: {name: rastrigin, steps: 4}
            parameters: {x0: {min: -5.0, max: 5.0}, x1: {min: -5.0, max: 5.0}}
            sampler: tpe
            pruner: median
            parallel: 3
            trials: 40
            """,
        ["refine"] = """
            function: rastrigin
            parameters: {x0: {min: -5.0, max: 5.0}, x1: {min: -5.0, max: 5.0}}
            sampler: random
            refine: true
            trials: 40
            """,
    };

    private readonly string folder = Directory.CreateTempSubdirectory("chaos").FullName;

    [Theory]
    [InlineData("grid")]
    [InlineData("tpe")]
    [InlineData("refine")]
    public void Run_AnyFileDamaged_EndsWithTheSameBytesOrNamesIt(string kind)
    {
        Random random = Chaos.Random(20 + kind.Length);
        StudySpec spec = StudyFile.Parse($"name: {kind}\n{Studies[kind]}", "study.yaml");
        string whole = Path.Combine(folder, "whole"), half = Path.Combine(folder, "half"), tried = Path.Combine(folder, "tried");
        EmbeddedRunner.Run(spec, whole, new RunOptions(), new QuietProgress(), default);
        StopHalfWay(spec, half);
        IReadOnlyList<PastTrial> trials = StudyFolder.Trials(whole, spec);
        int same = 0, named = 0, count = Chaos.Count(250, 20_000);
        for (int i = 0; i < count; i++)
        {
            string from = i % 2 == 0 ? whole : half;
            Copy(from, tried);
            string[] files = [.. Directory.GetFiles(tried, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
            string hit = files[random.Next(files.Length)];
            File.WriteAllBytes(hit, Mutation.Damage(File.ReadAllBytes(hit), random));
            string what = $"{kind} {i}, seed {Chaos.Seed}: {Path.GetRelativePath(tried, hit)} of {Path.GetFileName(from)}";
            long start = Stopwatch.GetTimestamp();
            try
            {
                if (from == whole && i % 4 == 0)
                {
                    // As 'tuner best', 'top', 'importance' and 'export' do.
                    Assert.True(Same(trials, StudyFolder.Trials(tried, StudyFolder.Load(tried))), $"{what}: other trials are read.");
                }
                else
                {
                    using var patience = new CancellationTokenSource(Patience);
                    // As 'tuner resume' or 'tuner run' does.
                    StudySpec again = i % 3 == 0 ? StudyFolder.Load(tried) : spec;
                    EmbeddedRunner.Run(again, tried, new RunOptions(), new QuietProgress(), patience.Token);
                    AssertSame(whole, tried, what);
                }

                same++;
            }
            catch (InvalidInputException fault)
            {
                Assert.NotEmpty(fault.Message);
                named++;
            }
            catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{what}: {fault}");
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, what);
        }

        Chaos.Report(output, $"damaged run {kind}", $"{count} files damaged, {same} came to nothing, {named} named, 0 other results");
    }

    [Fact]
    public async Task Command_AnyFileDamaged_EndsWithTheSameBytesOrNamesIt()
    {
        Random random = Chaos.Random(30);
        string study = Path.Combine(folder, "study.yaml"), whole = Path.Combine(folder, "whole"), half = Path.Combine(folder, "half");
        await File.WriteAllTextAsync(study, "name: grid\n" + Studies["grid"]);
        StudySpec spec = StudyFile.Parse(await File.ReadAllTextAsync(study), study);
        EmbeddedRunner.Run(spec, whole, new RunOptions(), new QuietProgress(), default);
        StopHalfWay(spec, half);
        int count = Chaos.Count(10, 1000), named = 0;
        for (int i = 0; i < count; i++)
        {
            string tried = Path.Combine(folder, "tried");
            Copy(i % 2 == 0 ? whole : half, tried);
            string[] files = [.. Directory.GetFiles(tried, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
            string hit = files[random.Next(files.Length)], what = $"{i}, seed {Chaos.Seed}: {hit}";
            await File.WriteAllBytesAsync(hit, Mutation.Damage(await File.ReadAllBytesAsync(hit), random));
            string[] command = i % 3 == 0 ? ["resume", tried, "--quiet"] : ["run", study, "--out", tried, "--quiet"];

            (int code, _, string error) = await Tuner.RunAsync(command).WaitAsync(Patience);

            Assert.True(code is 0 or 2, $"{what}: {code}, {error}");
            if (code == 0)
                AssertSame(whole, tried, what);
            else
                named++;
        }

        Chaos.Report(output, "damaged run by the command", $"{count} files damaged, {named} named, 0 other results");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void StopHalfWay(StudySpec spec, string folder)
    {
        using var stop = new CancellationTokenSource();
        try
        {
            EmbeddedRunner.Run(spec, folder, new RunOptions(), new StopAfter(12, stop), stop.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        Assert.Fail("The run was over before it was stopped.");
    }

    private static bool Same(IReadOnlyList<PastTrial> expected, IReadOnlyList<PastTrial> found) =>
        expected.Select(trial => (trial.Number, trial.Values, Bits: BitConverter.DoubleToInt64Bits(trial.Score))).SequenceEqual(
            found.Select(trial => (trial.Number, trial.Values, Bits: BitConverter.DoubleToInt64Bits(trial.Score))));

    // All but the files that hold times.
    private static void AssertSame(string whole, string tried, string what)
    {
        foreach (string path in Directory.GetFiles(whole).Where(path => Path.GetExtension(path) is ".csv" or ".rows"))
        {
            string name = Path.GetFileName(path);
            if (name != "trial_seconds.csv")
                Assert.True(
                    File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(tried, name))),
                    $"{what}: {name} differs.");
        }
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

    /// <summary>Stops a run after some pieces of work.</summary>
    private sealed class StopAfter(int pieces, CancellationTokenSource stop) : IProgressSink
    {
        private int done;

        public void Started(Core.Studies.Plan.StudyPlan plan, int resumed)
        {
        }

        public void Advanced(Core.Studies.Plan.StudyPlan plan)
        {
            if (++done == pieces)
                stop.Cancel();
        }
    }
}
