using System.Collections.Concurrent;
using ServerlessTuner.Contracts;
using ServerlessTuner.Core.Execution;
using ServerlessTuner.Core.Service;

namespace ServerlessTuner.Core.Tests.Service;

/// <summary>A host that only writes down what it was asked.</summary>
internal sealed class MemoryHost(IStudyStore store) : IStudyHost
{
    private readonly ConcurrentDictionary<string, MemoryArtifactStore> artifacts = new(StringComparer.Ordinal);
    private int ids;

    public List<string> Started { get; } = [];

    public List<(string Id, StudySignal Signal)> Signals { get; } = [];

    public IArtifactStore Uploads { get; } = new MemoryArtifactStore();

    public string NewId() => $"s{++ids}";

    public IArtifactStore ArtifactsOf(string id) => artifacts.GetOrAdd(id, _ => new MemoryArtifactStore());

    public Task StartAsync(StudyRecord study, CancellationToken cancellation)
    {
        if (!Started.Contains(study.Id))
            Started.Add(study.Id);
        return Task.CompletedTask;
    }

    public async Task SignalAsync(string id, StudySignal signal, CancellationToken cancellation)
    {
        Signals.Add((id, signal));
        StudyRecord study = (await store.FindAsync(id, cancellation))!;
        await store.SaveAsync(study with { Status = signal switch { StudySignal.Pause => StudyStatus.Paused, StudySignal.Resume => StudyStatus.Running, StudySignal.Stop => StudyStatus.Stopping, _ => StudyStatus.Cancelled } }, cancellation);
    }

    public Task<StudyRecord> ObserveAsync(StudyRecord saved, CancellationToken cancellation) => Task.FromResult(saved);
}
