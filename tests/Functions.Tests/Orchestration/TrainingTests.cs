using System.Text.Json;
using Microsoft.DurableTask.Client;
using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Functions.Hosting;
using ServerlessTuner.Functions.Orchestration;
using ServerlessTuner.Functions.Storage;

namespace ServerlessTuner.Functions.Tests.Orchestration;

/// <summary>Studies that train on the engine of Durable, in memory: the bytes of the command line.</summary>
public sealed class TrainingTests
{
    private const string Study = """
        name: trees
        data: {EURUSD: {synth: {seed: 1, bars: 3000, interval: 1h, start: 2015-01-05, price: 1.10}}}
        validation: {cv_folds: 3, holdout: 0.1}
        metric: val/logloss

        """;

    private const string Search = Study + "sampler: tpe\nparallel: 3\ntrials: 6\npruner: {name: median, n_startup_trials: 2}\n"
        + "parameters: {n_estimators: {value: 40}, learning_rate: {min: 0.02, max: 0.3}}\n";

    private const string Grid = Study + "model: xgboost\nparameters: {max_depth: [3, 4, 5], n_estimators: [30]}\nstages: [{scenarios: [B], keep: 2}, {scenarios: [A, B, C]}]\n";

    [Theory]
    [InlineData("model: xgboost\n", "model.json")]
    [InlineData("model: lightgbm\n", "model.txt")]
    public async Task Search_HostsThatEnd_SameBytesAsTheCommandLine(string model, string file)
    {
        await using Farm farm = await Farm.StartAsync(new TunerSettings { RetrySeconds = 0.05, CheckpointSeconds = 0 });
        int faults = 0;
        farm.BeforeWork = request => request.Item is EvaluateTrial && Interlocked.Increment(ref faults) <= 2
            ? throw new IOException("the host is gone")
            : Task.CompletedTask;
        string id = await farm.PostAsync(Search + model, "search");

        OrchestrationMetadata ended = await farm.WaitAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        await AssertSameAsync(farm, id, Search + model, "trials.csv", "tuning_results.csv", "best_trial.json", "model_card.json", file);
        Assert.DoesNotContain(
            await farm.ArtifactsOf(id).ListAsync("work/checkpoints/", default), item => item.Name.Length > 0);
        StudyRecord record = (await farm.Store.FindAsync(id, default))!;
        TrialRecord trial = (await farm.Store.ListTrialsAsync(id, 1, default))[0];
        Assert.True(record is { SecondsPerTrial: > 0, MegabytesPerTrial: > 0 }, $"{record}");
        Assert.True(trial is { Seconds: > 0, Megabytes: > 0 }, $"{trial}");
    }

    [Fact]
    public async Task Grid_TwoStages_IsOneTrialAPieceWithTheSameBytes()
    {
        await using Farm farm = await Farm.StartAsync();
        string id = await farm.PostAsync(Grid, "grid");

        await farm.WaitAsync(id);

        Assert.Equal(3, farm.Asked.Keys.Count(item => item.StartsWith("chunk", StringComparison.Ordinal)));
        await AssertSameAsync(farm, id, Grid, "stage1_results.csv", "top_k.csv", "tuning_results.csv", "model.json", "model_card.json");
    }

    [Fact]
    public async Task Work_HostEndsBeforeItsResultIsKept_AnotherTrainsNothingAgain()
    {
        var store = new CountingStore();
        await using Farm farm = await Farm.StartAsync(new TunerSettings { RetrySeconds = 0.05, CheckpointSeconds = 0 }, storage: store);
        store.FailOnce = name => name == "work/chunk-000000000000.rows";
        string id = await farm.PostAsync(Grid, "resumed");

        OrchestrationMetadata ended = await farm.WaitAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Null(store.FailOnce);
        Assert.Equal(2, farm.Asked["chunk-000000000000"]);
        // Three trials of three folds in the first stage, each kept once; the second stage takes its predictions from memory.
        Assert.Equal(9, store.Checkpoints);
        Assert.Empty(await farm.ArtifactsOf(id).ListAsync("work/checkpoints/", default));
    }

    [Theory]
    [InlineData(1000, 0.001, 250)]
    [InlineData(1000, 0.1, 100)]
    [InlineData(1000, 4, 2)]
    [InlineData(1000, 60, 1)]
    [InlineData(3, 0.001, 1)]
    public void ChooseTraining_AnyDuration_IsATrialOrTenSeconds(long trials, double seconds, int expected) =>
        Assert.Equal(expected, Calibration.ChooseTraining(trials, seconds, new TunerSettings()));

    [Fact]
    public async Task Models_OfTheService_AreRegisteredAndServed()
    {
        await using Farm farm = await Farm.StartAsync();
        string id = await farm.PostAsync(Grid, "models");
        await farm.WaitAsync(id);

        JsonElement first = await SendAsync("POST", "/api/models/xgb/versions", $$"""{"study": "{{id}}", "alias": "prod", "by": "ann"}""", 201);
        long best = first.GetProperty("version").GetProperty("trial").GetInt64();
        JsonElement second = await SendAsync(
            "POST", "/api/models/xgb/versions", $$"""{"study": "{{id}}", "trial": {{(best + 1) % 3}}, "alias": "prod"}""", 201);
        JsonElement back = await SendAsync("POST", "/api/models/xgb/aliases/prod/rollback", "{}", 200);
        JsonElement card = await SendAsync("GET", "/api/models/xgb/versions/2/files/model_card.json", string.Empty, 200);
        JsonElement model = await SendAsync("GET", "/api/models/xgb", string.Empty, 200);

        Assert.Equal((1, 2, 1), (Number(first), Number(second), Number(back)));
        Assert.Equal((best + 1) % 3, card.GetProperty("trial").GetInt64());
        Assert.Equal(5, model.GetProperty("history").GetArrayLength());
        await SendAsync("GET", "/api/models/none", string.Empty, 404);
        await SendAsync("GET", "/api/models/xgb/versions/9", string.Empty, 404);
        await SendAsync("GET", "/api/models/xgb/versions/1/files/journal.jsonl", string.Empty, 404);
        await SendAsync("POST", "/api/models/xgb/versions", "{\"study\": \"none\"}", 404);
        await SendAsync("POST", "/api/models/xgb/versions", "{\"studdy\": \"none\"}", 400);
        await SendAsync("PUT", "/api/models/xgb/aliases/prod", "{\"version\": \"2\", \"require\": \"val/logloss < 0\"}", 400);

        static int Number(JsonElement view) => view.GetProperty("version").GetProperty("number").GetInt32();

        async Task<JsonElement> SendAsync(string method, string path, string body, int status)
        {
            AgentAnswer answer = await farm.SendAsync(method, path, body);
            Assert.True(answer.Status == status, $"{path}: {answer.Status} {answer.Body}");
            return answer.Body;
        }
    }

    private static async Task AssertSameAsync(Farm farm, string id, string study, params string[] files)
    {
        string expected = await farm.RunTunerAsync(study);
        foreach (string name in files)
            Assert.Equal(
                await File.ReadAllTextAsync(Path.Combine(expected, name)), await File.ReadAllTextAsync(Path.Combine(farm.FolderOf(id), name)));
    }

    /// <summary>Artifacts in memory; counts checkpoints, and fails once, as a host does that ends.</summary>
    private sealed class CountingStore : IStudyStorage, IArtifactStore
    {
        private readonly MemoryArtifactStore inner = new();
        private int checkpoints;

        public int Checkpoints => checkpoints;

        public Predicate<string>? FailOnce { get; set; }

        public IArtifactStore Uploads => inner;

        public IDataSource Data => throw new NotSupportedException();

        public IArtifactStore ArtifactsOf(string study) => this;

        public Task PutAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
        {
            if (name.StartsWith("work/checkpoints/", StringComparison.Ordinal))
                Interlocked.Increment(ref checkpoints);
            if (FailOnce?.Invoke(name) == true)
            {
                FailOnce = null;
                throw new IOException("the host is gone");
            }

            return inner.PutAsync(name, write, cancellation);
        }

        public Task<Stream?> OpenAsync(string name, CancellationToken cancellation) => inner.OpenAsync(name, cancellation);

        public Task<IReadOnlyList<(string Name, long Size)>> ListAsync(string prefix, CancellationToken cancellation) =>
            inner.ListAsync(prefix, cancellation);

        public Task DeleteAsync(string name, CancellationToken cancellation) => inner.DeleteAsync(name, cancellation);
    }
}
