using System.Diagnostics;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Functions.Hosting;
using ServerlessTuner.Functions.Orchestration;
using ServerlessTuner.Functions.Storage;

namespace ServerlessTuner.Functions.Tests.Orchestration;

/// <summary>The orchestrators and activities on the engine of Durable in memory, with files and dictionaries below.</summary>
internal sealed class Farm : IAsyncDisposable, IStudyStorage
{
    private const int MostAttempts = 10;

    private readonly string folder = Directory.CreateTempSubdirectory("farm").FullName;
    private readonly StudySessions sessions;
    private readonly StudyActivities activities;
    private DurableTaskTestHost? engine;

    // The engine's server would write several lines per activity, which takes longer than the activities.
    static Farm() => Environment.SetEnvironmentVariable("Logging__LogLevel__Default", "Warning");

    private readonly IStudyStorage? storage;

    private Farm(TunerSettings? settings, IAgentTrialStore? agentTrials, IStudyStore? store, IStudyStorage? storage)
    {
        this.storage = storage;
        Store = store ?? new MemoryStudyStore();
        AgentTrials = agentTrials ?? new MemoryAgentTrialStore();
        Settings = settings ?? new TunerSettings { RetrySeconds = 0.05 };
        Data = new FileDataSource(folder);
        sessions = new StudySessions(this, Cache, TimeProvider.System, Settings, NullLogger<StudySessions>.Instance);
        activities = new StudyActivities(
            sessions, this, Store, AgentTrials, Settings, TimeProvider.System, NullLogger<StudyActivities>.Instance);
    }

    public TunerSettings Settings { get; }

    public BarCache Cache { get; } = new();

    public IStudyStore Store { get; }

    public IAgentTrialStore AgentTrials { get; }

    public MemoryModelStore Models { get; } = new();

    public IArtifactStore Uploads => storage?.Uploads ?? new FileArtifactStore(Path.Combine(folder, "uploads"));

    public IDataSource Data { get; }

    /// <summary>What happens before a piece of work is carried out; may throw or wait.</summary>
    public Func<WorkRequest, Task> BeforeWork { get; set; } = _ => Task.CompletedTask;

    /// <summary>How often pieces of work were asked for, by id.</summary>
    public Dictionary<string, int> Asked { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The states with which orchestrations of studies began: one for each time that they continued as new, beside the first.
    /// </summary>
    public HashSet<string> Generations { get; } = new(StringComparer.Ordinal);

    public DurableTaskClient Client => engine!.Client;

    public DurableStudyHost Host => new(Client, Store, this, sessions, AgentTrials, Models, Settings);

    public IArtifactStore ArtifactsOf(string study) => storage?.ArtifactsOf(study) ?? new FileArtifactStore(FolderOf(study));

    public string FolderOf(string study) => Path.Combine(folder, "studies", study);

    /// <summary>Starts it; with files and dictionaries where nothing else is given.</summary>
    public static async Task<Farm> StartAsync(
        TunerSettings? settings = null,
        IAgentTrialStore? agentTrials = null,
        IStudyStore? store = null,
        IStudyStorage? storage = null)
    {
        var farm = new Farm(settings, agentTrials, store, storage);
        await farm.StartEngineAsync();
        return farm;
    }

    private async Task StartEngineAsync()
    {
        for (int attempt = 1; engine is null; attempt++)
        {
            try
            {
                engine = await DurableTaskTestHost.StartAsync(Register);
            }
            catch (IOException) when (attempt < MostAttempts)
            {
                // The engine takes a port at random, and another program may have that one.
            }
        }
    }

    private void Register(DurableTaskRegistry registry)
    {
        registry.AddOrchestratorFunc<StudyOrchestration, StudyProgress>(Names.Study, (context, run) =>
        {
            lock (Generations)
                Generations.Add(run.Plan is null ? string.Empty : JsonSerializer.Serialize(run.Plan, PlanJson.Default.SearchState));
            return Orchestrators.RunStudyAsync(context, run);
        });
        registry.AddOrchestratorFunc<WorkBatch, BatchOutcome>(Names.Batch, (context, batch) => Orchestrators.RunBatchAsync(context, batch));
        registry.AddActivityFunc<string, PrepareOutcome>(Names.Prepare, (_, study) => activities.PrepareAsync(study, default));
        registry.AddActivityFunc<WorkRequest, WorkOutcome>(Names.Work, async (_, request) =>
        {
            lock (Asked)
                Asked[request.Item.Id] = Asked.GetValueOrDefault(request.Item.Id) + 1;
            await BeforeWork(request);
            return await activities.WorkAsync(request, default);
        });
        registry.AddActivityFunc<OfferRequest, BatchOutcome>(Names.Offer, (_, request) => activities.OfferAsync(request, default));
        registry.AddActivityFunc<PublishRequest, PublishOutcome>(Names.Publish, (_, request) => activities.PublishAsync(request, default));
        registry.AddActivityFunc<EndRequest, object?>(Names.End, async (_, request) =>
        {
            await activities.EndAsync(request, default);
            return null;
        });
    }

    /// <summary>Sends a call as an agent does. As on Azure, each is answered by a service of its own.</summary>
    public async Task<AgentAnswer> SendAsync(string method, string path, string body)
    {
        var service = new StudyService(Store, Host, Settings.Limits, TimeProvider.System, "test");
        ServiceResponse response = await service.HandleAsync(
            new ServiceRequest { Method = method, Path = path, Body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body)) },
            default);
        System.Text.Json.JsonElement json = default;
        if (response.Body.Length > 0)
            json = System.Text.Json.JsonElement.Parse(response.Body.Span);
        return new AgentAnswer(
            response.Status, json, response.Headers.TryGetValue("Retry-After", out string? seconds) ? int.Parse(seconds) : null);
    }

    /// <summary>Posts a study as a client would; gives its id.</summary>
    public async Task<string> PostAsync(string study, string id)
    {
        var service = new StudyService(Store, Host, Settings.Limits, TimeProvider.System, "test");
        ServiceResponse response = await service.HandleAsync(
            new ServiceRequest
            {
                Method = "POST",
                Path = "/api/studies",
                Header = name => name == "Idempotency-Key" ? id : null,
                Body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(study))
            },
            default);
        Assert.True(response.Status == 202, System.Text.Encoding.UTF8.GetString(response.Body.Span));
        return StudyRequest.IdOf(id);
    }

    public async Task<OrchestrationMetadata> WaitAsync(string id) =>
        await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(TimeSpan.FromMinutes(5));

    public async Task<StudyRecord> ObserveAsync(string id) => await Host.ObserveAsync((await Store.FindAsync(id, default))!, default);

    /// <summary>Waits until a study is as wanted.</summary>
    public async Task<StudyRecord> UntilAsync(string id, Func<StudyRecord, bool> wanted)
    {
        long start = Stopwatch.GetTimestamp();
        StudyRecord record;
        while (!wanted(record = await ObserveAsync(id)))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1), record.ToString());
            await Task.Delay(20);
        }

        return record;
    }

    /// <summary>Runs a study file with the command line; gives the output folder.</summary>
    public async Task<string> RunTunerAsync(string study)
    {
        string path = Path.Combine(folder, "study.yaml");
        string output = Path.Combine(folder, "tuner");
        await File.WriteAllTextAsync(path, study);
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "tuner.dll"),
                "run",
                path,
                "--out",
                output,
                "--quiet"
            ]) { RedirectStandardError = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        if (engine is not null)
            await engine.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
