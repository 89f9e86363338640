using System.Text;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Service.Models;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Functions.Hosting;
using ServerlessTuner.Functions.Storage;

namespace ServerlessTuner.Functions.Orchestration;

/// <summary>Carries studies out with Durable orchestrations: one per study, under the study's id.</summary>
public sealed class DurableStudyHost(
    DurableTaskClient client,
    IStudyStore store,
    IStudyStorage storage,
    StudySessions sessions,
    IAgentTrialStore agentTrials,
    IModelStore models,
    TunerSettings settings) : IStudyHost
{
    /// <inheritdoc/>
    public IAgentTrialStore AgentTrials => agentTrials;

    /// <inheritdoc/>
    public IModelStore Models => models;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Bars>> LoadDataAsync(string id, StudySpec spec, CancellationToken cancellation) =>
        sessions.LoadAsync(spec, cancellation);

    /// <inheritdoc/>
    public async Task<IAgentStudy?> FindAgentStudyAsync(string id, CancellationToken cancellation) =>
        new AgentStudy(id, await sessions.GetAgentStudyAsync(id, cancellation), client);

    /// <inheritdoc/>
    public IArtifactStore Uploads => storage.Uploads;

    /// <inheritdoc/>
    public string NewId() => Guid.CreateVersion7().ToString("N");

    /// <inheritdoc/>
    public IArtifactStore ArtifactsOf(string id) => storage.ArtifactsOf(id);

    /// <inheritdoc/>
    public async Task StartAsync(StudyRecord study, CancellationToken cancellation)
    {
        // One that ended is not started again: its record says how it ended.
        if (await client.GetInstanceAsync(study.Id, cancellation) is not null)
            return;
        await client.ScheduleNewOrchestrationInstanceAsync(
            Names.Study, new StudyOrchestration(
                study.Id,
                settings.RetrySeconds,
                RecheckSeconds: settings.RecheckSeconds,
                LongestHistory: settings.LongestHistory), new StartOrchestrationOptions(study.Id), cancellation);
    }

    /// <inheritdoc/>
    public async Task SignalAsync(string id, StudySignal signal, CancellationToken cancellation)
    {
        // First for the activities that wait in the queue, then for the orchestrator: when it goes on, nothing holds them back.
        string text = signal.ToString().ToLowerInvariant();
        byte[] content = Encoding.UTF8.GetBytes(text);
        await storage.ArtifactsOf(id).PutAsync(
            StudyActivities.SignalArtifact, (stream, stop) => stream.WriteAsync(content, stop).AsTask(), cancellation);
        await client.RaiseEventAsync(id, Names.Signal, text, cancellation);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string id, CancellationToken cancellation)
    {
        // The orchestration first: while it is there, the same id starts nothing. The record last, so that the call can be repeated.
        await client.PurgeInstanceAsync(id, new PurgeInstanceOptions(Recursive: true), cancellation);
        IArtifactStore artifacts = storage.ArtifactsOf(id);
        foreach ((string name, _) in await artifacts.ListAsync(string.Empty, cancellation))
            await artifacts.DeleteAsync(name, cancellation);
        sessions.Forget(id);
        await store.DeleteAsync(id, cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Bars>> LoadBarsAsync(string id, StudySpec spec, CancellationToken cancellation) =>
        (await sessions.GetAsync(id, await sessions.PinAsync(id, cancellation), cancellation)).Bars;

    /// <inheritdoc/>
    /// <remarks>What has ended is spread over as many artifacts as there are pieces of work: too many to read at each look.</remarks>
    public Task<LiveTrials?> ReadTrialsAsync(string id, int after, CancellationToken cancellation) => Task.FromResult<LiveTrials?>(null);

    /// <inheritdoc/>
    public async Task<StudyRecord> ObserveAsync(StudyRecord saved, CancellationToken cancellation)
    {
        if (saved.HasEnded)
            return saved;
        OrchestrationMetadata? instance = await client.GetInstanceAsync(saved.Id, getInputsAndOutputs: true, cancellation);
        if (instance is null)
            return saved;
        StudyRecord observed = instance.SerializedCustomStatus is null
            ? saved
            : instance.ReadCustomStatusAs<StudyProgress>()!.ApplyTo(saved);
        // An orchestration that ended without a word of its own was ended from outside.
        return instance.RuntimeStatus switch
        {
            OrchestrationRuntimeStatus.Terminated => observed with { Status = StudyStatus.Cancelled },
            OrchestrationRuntimeStatus.Failed when !observed.HasEnded => observed with
            {
                Status = StudyStatus.Failed, Error = instance.FailureDetails?.ErrorMessage
            },
            _ => observed,
        };
    }
}
