using System.Collections.Concurrent;
using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Service.Models;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Service.Tests;

/// <summary>A host that only writes down what it was asked.</summary>
internal sealed class MemoryHost(IStudyStore store) : IStudyHost
{
    private readonly ConcurrentDictionary<string, MemoryArtifactStore> artifacts = new(StringComparer.Ordinal);
    private int ids;

    public List<string> Started { get; } = [];

    public List<(string Id, StudySignal Signal)> Signals { get; } = [];

    public IArtifactStore Uploads { get; } = new MemoryArtifactStore();

    public MemoryAgentTrialStore Trials { get; } = new();

    public IAgentTrialStore AgentTrials => Trials;

    public IModelStore Models { get; } = new MemoryModelStore();

    public Task<IReadOnlyList<Bars>> LoadDataAsync(string id, StudySpec spec, CancellationToken cancellation) =>
        throw new NotSupportedException();

    /// <summary>Studies at work whose trials agents evaluate.</summary>
    public Dictionary<string, MemoryAgentStudy> AgentStudies { get; } = new(StringComparer.Ordinal);

    public string NewId() => $"s{++ids}";

    public IArtifactStore ArtifactsOf(string id) => artifacts.GetOrAdd(id, _ => new MemoryArtifactStore());

    public Task StartAsync(StudyRecord study, CancellationToken cancellation)
    {
        if (!Started.Contains(study.Id))
            Started.Add(study.Id);
        return Task.CompletedTask;
    }

    public Task DeleteAsync(string id, CancellationToken cancellation)
    {
        artifacts.TryRemove(id, out _);
        return store.DeleteAsync(id, cancellation);
    }

    public Task<IAgentStudy?> FindAgentStudyAsync(string id, CancellationToken cancellation) =>
        Task.FromResult<IAgentStudy?>(AgentStudies.GetValueOrDefault(id));

    public async Task SignalAsync(string id, StudySignal signal, CancellationToken cancellation)
    {
        Signals.Add((id, signal));
        StudyRecord study = (await store.FindAsync(id, cancellation))!;
        await store.SaveAsync(
            study with
            {
                Status = signal switch
                {
                    StudySignal.Pause => StudyStatus.Paused,
                    StudySignal.Resume => StudyStatus.Running,
                    StudySignal.Stop => StudyStatus.Stopping,
                    _ => StudyStatus.Cancelled
                }
            },
            cancellation);
    }

    public Task<IReadOnlyList<Bars>> LoadBarsAsync(string id, StudySpec spec, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<Bars>>([]);

    public Task<LiveTrials?> ReadTrialsAsync(string id, int after, CancellationToken cancellation) =>
        Task.FromResult<LiveTrials?>(null);

    public Task<StudyRecord> ObserveAsync(StudyRecord saved, CancellationToken cancellation) => Task.FromResult(saved);
}

/// <summary>A study at work in memory: proposes and offers at once, and applies what agents tell.</summary>
internal sealed class MemoryAgentStudy : IAgentStudy
{
    private readonly StudyExecutor executor;
    private readonly AgentDesk desk;

    public MemoryAgentStudy(string id, StudySpec spec, IAgentTrialStore trials, TimeProvider time)
    {
        Rules = new AgentRules(spec);
        executor = new StudyExecutor(spec, [], new MemoryArtifactStore(), time);
        History = new StudyHistory(spec);
        Plan = new StudyPlan(spec, executor.Trials, 1, History);
        desk = new AgentDesk(id, trials, time);
    }

    public AgentRules Rules { get; }

    public StudyPlan Plan { get; }

    public StudyHistory History { get; }

    /// <summary>Outcomes in the order in which they came, repeats too.</summary>
    public List<long> Delivered { get; } = [];

    public Task<StudyHistory> HistoryAsync(EvaluateTrial item, CancellationToken cancellation) => Task.FromResult(History);

    public async Task DeliverAsync(AgentTrial told, CancellationToken cancellation)
    {
        Delivered.Add(told.Trial);
        Plan.Apply(told.Result!);
        await OfferAsync();
    }

    /// <summary>Proposes and offers what may start now.</summary>
    public async Task OfferAsync()
    {
        while (Plan.Next() is { } item)
        {
            if (item is EvaluateTrial trial)
                await desk.OfferAsync(trial, null, default);
            else
                Plan.Apply(await executor.RunAsync(item, History, default));
        }
    }
}
