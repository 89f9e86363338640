using System.Collections.Concurrent;
using ServerlessTuner.Core.Execution;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;

namespace ServerlessTuner.Contracts;

/// <summary>Records in memory.</summary>
internal sealed class MemoryStudyStore : IStudyStore
{
    private readonly ConcurrentDictionary<string, StudyRecord> studies = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Study, int Stage, int Rank), TrialRecord> trials = new();

    public Task<bool> AddAsync(StudyRecord study, CancellationToken cancellation) => Task.FromResult(studies.TryAdd(study.Id, study));

    public Task SaveAsync(StudyRecord study, CancellationToken cancellation)
    {
        studies[study.Id] = study;
        return Task.CompletedTask;
    }

    public Task<StudyRecord?> FindAsync(string id, CancellationToken cancellation) => Task.FromResult(studies.GetValueOrDefault(id));

    public Task<IReadOnlyList<StudyRecord>> ListAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<StudyRecord>>([.. studies.Values.OrderByDescending(study => study.Created).ThenBy(study => study.Id, StringComparer.Ordinal)]);

    public Task SaveTrialsAsync(string id, IReadOnlyList<TrialRecord> trials, CancellationToken cancellation)
    {
        foreach (TrialRecord trial in trials)
            this.trials[(id, trial.Stage, trial.Rank)] = trial;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<TrialRecord>> ListTrialsAsync(string id, int stage, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<TrialRecord>>(
        [.. trials.Where(pair => pair.Key.Study == id && pair.Key.Stage == stage).Select(pair => pair.Value).OrderBy(trial => trial.Rank)]);
}

/// <summary>Artifacts in memory.</summary>
internal sealed class MemoryArtifactStore : IArtifactStore
{
    private readonly ConcurrentDictionary<string, byte[]> contents = new(StringComparer.Ordinal);

    public async Task PutAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        await write(buffer, cancellation);
        contents[name] = buffer.ToArray();
    }

    public Task<Stream?> OpenAsync(string name, CancellationToken cancellation) =>
        Task.FromResult<Stream?>(contents.TryGetValue(name, out byte[]? content) ? new MemoryStream(content) : null);

    public Task<IReadOnlyList<(string Name, long Size)>> ListAsync(string prefix, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<(string Name, long Size)>>(
        [.. contents.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, (long)pair.Value.Length))]);

    public Task DeleteAsync(string name, CancellationToken cancellation)
    {
        contents.TryRemove(name, out _);
        return Task.CompletedTask;
    }
}

/// <summary>The trials of agents in memory.</summary>
internal sealed class MemoryAgentTrialStore : IAgentTrialStore
{
    private readonly Dictionary<(string Study, long Trial), (byte[] Json, int Version)> trials = [];

    public Task<bool> AddAsync(string study, AgentTrial trial, CancellationToken cancellation)
    {
        lock (trials)
            return Task.FromResult(trials.TryAdd((study, trial.Trial), (trial.ToJson(), 1)));
    }

    public Task<StoredTrial?> FindAsync(string study, long trial, CancellationToken cancellation)
    {
        lock (trials)
            return Task.FromResult(trials.TryGetValue((study, trial), out (byte[] Json, int Version) stored) ? Read(stored) : null);
    }

    public Task<IReadOnlyList<StoredTrial>> ListOpenAsync(string study, long from, CancellationToken cancellation)
    {
        lock (trials)
        {
            return Task.FromResult<IReadOnlyList<StoredTrial>>(
                [.. trials.Where(pair => pair.Key.Study == study && pair.Key.Trial >= from).OrderBy(pair => pair.Key.Trial).Select(pair => Read(pair.Value)).Where(stored => stored.Trial.IsOpen)]);
        }
    }

    public Task<bool> ReplaceAsync(string study, AgentTrial trial, string version, CancellationToken cancellation)
    {
        lock (trials)
        {
            (byte[] _, int current) = trials[(study, trial.Trial)];
            if ($"{current}" != version)
                return Task.FromResult(false);
            trials[(study, trial.Trial)] = (trial.ToJson(), current + 1);
            return Task.FromResult(true);
        }
    }

    private static StoredTrial Read((byte[] Json, int Version) stored) => new(AgentTrial.FromJson(stored.Json), $"{stored.Version}");
}
