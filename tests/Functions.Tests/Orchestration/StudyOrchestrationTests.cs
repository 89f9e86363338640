using System.Diagnostics;
using System.Text.Json;
using Microsoft.DurableTask.Client;
using Xunit.Abstractions;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Functions.Hosting;

namespace ServerlessTuner.Functions.Tests.Orchestration;

// Longer than 300 lines: every case builds the same engine in memory.
/// <summary>Studies on the engine of Durable, in memory.</summary>
public sealed class StudyOrchestrationTests(ITestOutputHelper output)
{
    private const string Chunks = "\nchunk_size: 1";

    private const string Study = """
        name: small
        data:
          EURUSD: {synth: {seed: 1, bars: 2000, interval: 1h, start: 2021-01-04, price: 1.10}}
          USDJPY: {synth: {seed: 3, bars: 2000, interval: 1h, start: 2021-01-04, price: 110}}
        strategy: ma_cross
        parameters:
          fast: [3, 5, 8, 10, 12, 15]
          slow: [20, 30, 50, 70]
          stop_pips: [20, 50, 80]
          target_pips: [30, 80, 120]
        stages:
          - {scenarios: [B], keep: 5}
          - {scenarios: [A, B, C]}
        metric: sharpe
        """;

    [Fact]
    public async Task TwoStages_MeasuredChunks_SameBytesAsTheCommandLine()
    {
        await using Farm farm = await Farm.StartAsync();
        string id = await farm.PostAsync(Study, "two-stage");

        OrchestrationMetadata ended = await farm.WaitAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        StudyRecord record = (await farm.Store.FindAsync(id, default))!;
        Assert.Equal((StudyStatus.Completed, 2, 15L, 15L, 216L), (record.Status, record.Stage, record.Done, record.Total, record.Trials));
        Assert.Contains("tuning_results.csv", record.Artifacts);
        Assert.Equal(4 + 3, farm.Asked.Count);
        await AssertSameResultsAsync(farm, id);
    }

    [Fact]
    public async Task ManyPieces_SubOrchestrations_SameBytesAsTheCommandLine()
    {
        await using Farm farm = await Farm.StartAsync();
        string id = await farm.PostAsync(Study + Chunks, "batches");

        await farm.WaitAsync(id);

        Assert.Equal(216 + 3, farm.Asked.Count);
        await AssertSameResultsAsync(farm, id);
    }

    [Fact]
    public async Task Work_FailsTwice_IsTriedAgain()
    {
        await using Farm farm = await Farm.StartAsync();
        int faults = 0;
        farm.BeforeWork = request => request.Item is EvaluateCandidates
            && Interlocked.Increment(ref faults) <= 2 ? throw new IOException("the network is down") : Task.CompletedTask;
        string id = await farm.PostAsync(Study, "retry");

        OrchestrationMetadata ended = await farm.WaitAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal(4 + 3 + 2, farm.Asked.Values.Sum());
        await AssertSameResultsAsync(farm, id);
    }

    [Fact]
    public async Task Work_FailsForGood_FailsTheStudyAndKeepsWhatWasDone()
    {
        await using Farm farm = await Farm.StartAsync();
        farm.BeforeWork = request => request.Item is EvaluateCandidates { Scenario: "C" }
            ? throw new IOException("the disk is full")
            : Task.CompletedTask;
        string id = await farm.PostAsync(Study, "failure");

        OrchestrationMetadata ended = await farm.WaitAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        StudyRecord record = (await farm.Store.FindAsync(id, default))!;
        Assert.Equal(StudyStatus.Failed, record.Status);
        Assert.Matches("^stage2-.*-C failed after all retries: the disk is full$", record.Error);
        Assert.Equal([1, 2, 3, 4, 5], (await farm.Store.ListTrialsAsync(id, 1, default)).Select(trial => trial.Rank));
        Assert.Equal(record.BestTrial, (await farm.Store.ListTrialsAsync(id, 1, default))[0].Trial);
        Assert.Equal(5, farm.Asked.Values.Max());
    }

    [Fact]
    public async Task Data_Missing_FailsAtOnceWithoutRetries()
    {
        await using Farm farm = await Farm.StartAsync();
        string id = await farm.PostAsync(
            Study.Replace(
                "{synth: {seed: 3, bars: 2000, interval: 1h, start: 2021-01-04, price: 110}}", "none.csv", StringComparison.Ordinal),
            "missing");

        OrchestrationMetadata ended = await farm.WaitAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        StudyRecord record = (await farm.Store.FindAsync(id, default))!;
        Assert.Equal(StudyStatus.Failed, record.Status);
        Assert.StartsWith("none.csv: There is no such file", record.Error, StringComparison.Ordinal);
        Assert.Empty(farm.Asked);
    }

    [Fact]
    public async Task Signals_PauseThenResume_HoldAndRelease()
    {
        await using Farm farm = await Farm.StartAsync();
        var gate = new TaskCompletionSource();
        farm.BeforeWork = request => request.Item is EvaluateChunk { First: > 20 } ? gate.Task : Task.CompletedTask;
        string id = await farm.PostAsync(Study + "\nchunk_size: 8", "pause");
        await farm.UntilAsync(id, record => record.Done >= 16);

        await farm.Host.SignalAsync(id, StudySignal.Pause, default);
        await farm.UntilAsync(id, record => record.Status == StudyStatus.Paused);
        gate.SetResult();
        await Task.Delay(500);
        StudyRecord paused = await farm.ObserveAsync(id);
        Assert.Equal(StudyStatus.Paused, paused.Status);
        // The pieces that waited in the queue were handed back undone.
        Assert.InRange(paused.Done, 16, 24 + 8);

        await farm.Host.SignalAsync(id, StudySignal.Resume, default);
        await farm.WaitAsync(id);

        Assert.Equal(StudyStatus.Completed, (await farm.Store.FindAsync(id, default))!.Status);
        await AssertSameResultsAsync(farm, id);
    }

    [Fact]
    public async Task Signals_Cancel_EndsNowAndPublishesNothing()
    {
        await using Farm farm = await Farm.StartAsync();
        var gate = new TaskCompletionSource();
        farm.BeforeWork = request => request.Item is EvaluateChunk { First: > 20 } ? gate.Task : Task.CompletedTask;
        string id = await farm.PostAsync(Study + "\nchunk_size: 8", "cancel");
        await farm.UntilAsync(id, record => record.Done >= 16);

        await farm.Host.SignalAsync(id, StudySignal.Cancel, default);
        gate.SetResult();
        OrchestrationMetadata ended = await farm.WaitAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        StudyRecord record = (await farm.Store.FindAsync(id, default))!;
        Assert.Equal(StudyStatus.Cancelled, record.Status);
        Assert.Empty(record.Artifacts);
        Assert.NotEmpty(await farm.Store.ListTrialsAsync(id, 1, default));
        Assert.False(File.Exists(Path.Combine(farm.FolderOf(id), "tuning_results.csv")));
    }

    [Fact]
    public async Task Start_Twice_IsOneStudy()
    {
        await using Farm farm = await Farm.StartAsync();
        string id = await farm.PostAsync(Study, "twice");
        await farm.PostAsync(Study, "twice");
        await farm.WaitAsync(id);

        Assert.Equal(id, await farm.PostAsync(Study, "twice"));

        Assert.Single(await farm.Store.ListAsync(default));
        Assert.Equal(4 + 3, farm.Asked.Values.Sum());
    }

    [Fact]
    public async Task Search_ThatContinuesAsNew_SameBytesAsTheCommandLine()
    {
        await using Farm farm = await Farm.StartAsync(new TunerSettings { RetrySeconds = 0.05, LongestHistory = 30 });
        const string Long = """
            name: long
            function: {name: rastrigin, steps: 4}
            parameters: {x1: {min: -5.12, max: 5.12}, x2: {min: -5.12, max: 5.12}}
            metric: {name: value, goal: minimize}
            sampler: tpe
            pruner: median
            trials: 80
            refine: {trials: 20}
            """;
        string id = await farm.PostAsync(Long, "long");

        OrchestrationMetadata ended = await farm.WaitAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        StudyRecord record = (await farm.Store.FindAsync(id, default))!;
        Assert.Equal((StudyStatus.Completed, 100L, true), (record.Status, record.Trials, record.Pruned > 0));
        // Two activities a trial, those of repeated values excepted: about 200 in pieces of 30.
        Assert.InRange(farm.Generations.Count, 6, 7);
        Assert.Equal(await ReadTrialsAsync(await farm.RunTunerAsync(Long)), await ReadTrialsAsync(farm.FolderOf(id)));
    }

    [Fact]
    public async Task WallTime_UsedUp_EndsTheSearchAndPublishes()
    {
        await using Farm farm = await Farm.StartAsync();
        string id = await farm.PostAsync(
            "name: clock\nfunction: {name: sphere, delay_ms: 20}\nparameters: {x: {min: -5.0, max: 5.0}}\nsampler: random\ntrials: "
                + "5000\nparallel: 4\nwall_time: 2s\n",
            "clock");

        OrchestrationMetadata ended = await farm.WaitAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        StudyRecord record = (await farm.Store.FindAsync(id, default))!;
        Assert.Equal(StudyStatus.Completed, record.Status);
        Assert.InRange(record.Trials, 4, 4000);
        Assert.Equal(record.Trials + 1, (await File.ReadAllLinesAsync(Path.Combine(farm.FolderOf(id), "tuning_results.csv"))).Length);
        Assert.Contains(
            "The wall time of 00:00:02 was used up.",
            await File.ReadAllTextAsync(Path.Combine(farm.FolderOf(id), "report.md")),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tpe", "median", 60)]
    [InlineData("cmaes", "none", 60)]
    public async Task Search_ThatLearns_SameBytesAsTheCommandLine(string sampler, string pruner, int trials)
    {
        await using Farm farm = await Farm.StartAsync();
        string study = $$"""
            name: learning
            function: {name: rastrigin, steps: 5}
            parameters:
              x1: {min: -5.12, max: 5.12}
              x2: {min: -5.12, max: 5.12}
            metric: {name: value, goal: minimize}
            sampler: {{sampler}}
            pruner: {{pruner}}
            trials: {{trials}}
            parallel: 6
            seed: 42
            """;
        string id = await farm.PostAsync(study, "learning");

        OrchestrationMetadata ended = await farm.WaitAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        StudyRecord record = (await farm.Store.FindAsync(id, default))!;
        Assert.Equal((StudyStatus.Completed, (long)trials), (record.Status, record.Trials));
        Assert.Equal(pruner != "none", record.Pruned > 0);
        string expected = await farm.RunTunerAsync(study);
        Assert.Equal(await ReadTrialsAsync(expected), await ReadTrialsAsync(farm.FolderOf(id)));
    }

    [Fact]
    public async Task Signals_Stop_RanksWhatWasDone()
    {
        await using Farm farm = await Farm.StartAsync();
        var gate = new TaskCompletionSource();
        farm.BeforeWork = request => request.Item is EvaluateChunk { First: > 20 } ? gate.Task : Task.CompletedTask;
        string id = await farm.PostAsync(Study + "\nchunk_size: 8", "stop");
        await farm.UntilAsync(id, record => record.Done >= 16);

        await farm.Host.SignalAsync(id, StudySignal.Stop, default);
        gate.SetResult();
        await farm.WaitAsync(id);

        StudyRecord record = (await farm.Store.FindAsync(id, default))!;
        Assert.Equal(StudyStatus.Stopped, record.Status);
        Assert.InRange(record.Trials, 16, 24 + 8);
        Assert.Equal(record.Trials + 1, (await File.ReadAllLinesAsync(Path.Combine(farm.FolderOf(id), "stage1_results.csv"))).Length);
        Assert.Equal(6, (await File.ReadAllLinesAsync(Path.Combine(farm.FolderOf(id), "tuning_results.csv"))).Length);
    }

    [Fact]
    public async Task Trials_AllFail_EndsAsFailedWithTheFirstReasonAndResults()
    {
        await using Farm farm = await Farm.StartAsync();
        string id = await farm.PostAsync(
            "name: fails\nfunction: sphere\nparameters: {x: [1.0, 2.0]}\n"
                + "metric: {name: value, expression: log(0 - 1 - value), goal: minimize}\n",
            "fails");

        OrchestrationMetadata ended = await farm.WaitAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        const string Said = "All 2 trials failed. The first, trial 0: value is not a finite number. The results say why each did.";
        foreach (StudyRecord record in new[] { (await farm.Store.FindAsync(id, default))!, await farm.ObserveAsync(id) })
        {
            Assert.Equal((StudyStatus.Failed, Said, 2L), (record.Status, record.Error, record.Failed));
            Assert.Contains("tuning_results.csv", record.Artifacts);
        }

        Assert.Contains("value is not a finite number", await File.ReadAllTextAsync(Path.Combine(farm.FolderOf(id), "tuning_results.csv")));
    }

    // TUNER_PIECES=2000 measures what the orchestrators themselves cost.
    [Fact]
    public async Task ManyPieces_OfNothing_AllDoneOnce()
    {
        await using Farm farm = await Farm.StartAsync();
        int pieces = int.Parse(Environment.GetEnvironmentVariable("TUNER_PIECES") ?? "450");
        long start = Stopwatch.GetTimestamp();
        string id = await farm.PostAsync(
            $"{{name: many, function: branin, parameters: {{x1: {{min: -5.0, max: 10.0}}, x2: {{min: 0.0, max: 15.0}}}}, method: "
                + $"random, metric: {{name: value, goal: minimize}}, trials: {pieces}, chunk_size: 1, seed: 1}}",
            "many");

        await farm.WaitAsync(id);

        output.WriteLine(
            $"{pieces} pieces in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s, {Environment.CpuUsage.TotalTime.TotalSeconds:F1} "
                + $"s of processor time, {GC.GetTotalMemory(true) >> 20} MB managed, {Environment.WorkingSet >> 20} MB in all");
        Assert.Equal(StudyStatus.Completed, (await farm.Store.FindAsync(id, default))!.Status);
        Assert.Equal(pieces, farm.Asked.Values.Sum());
        Assert.Equal(pieces + 1, (await File.ReadAllLinesAsync(Path.Combine(farm.FolderOf(id), "tuning_results.csv"))).Length);
    }

    private static Task<string[]> ReadTrialsAsync(string folder) => File.ReadAllLinesAsync(Path.Combine(folder, "trials.csv"));

    private static async Task AssertSameResultsAsync(Farm farm, string id)
    {
        string expected = await farm.RunTunerAsync(Study);
        foreach (string name in new[] { "stage1_results.csv", "top_k.csv", "tuning_results.csv", "best_trial.json" })
            Assert.Equal(
                await File.ReadAllBytesAsync(Path.Combine(expected, name)),
                await File.ReadAllBytesAsync(Path.Combine(farm.FolderOf(id), name)));
        using JsonDocument metadata = JsonDocument.Parse(
            await File.ReadAllBytesAsync(Path.Combine(farm.FolderOf(id), "tuning_metadata.json")));
        Assert.True(metadata.RootElement.GetProperty("timings").GetProperty("stage1").GetProperty("work_seconds").GetDouble() > 0);
        Assert.Contains("## Timings", await File.ReadAllTextAsync(Path.Combine(farm.FolderOf(id), "report.md")), StringComparison.Ordinal);
    }
}
