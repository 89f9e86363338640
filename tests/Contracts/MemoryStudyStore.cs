using System.Collections.Concurrent;
using ServerlessTuner.Core.Service;

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
        Task.FromResult<IReadOnlyList<StudyRecord>>(
            [.. studies.Values.OrderByDescending(study => study.Created).ThenBy(study => study.Id, StringComparer.Ordinal)]);

    public Task DeleteAsync(string id, CancellationToken cancellation)
    {
        studies.TryRemove(id, out _);
        foreach ((string Study, int Stage, int Rank) key in trials.Keys.Where(key => key.Study == id))
            trials.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public Task SaveTrialsAsync(string id, IReadOnlyList<TrialRecord> trials, CancellationToken cancellation)
    {
        foreach (TrialRecord trial in trials)
            this.trials[(id, trial.Stage, trial.Rank)] = trial;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<TrialRecord>> ListTrialsAsync(string id, int stage, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<TrialRecord>>(
        [.. trials.Where(pair => pair.Key.Study == id && pair.Key.Stage == stage).Select(pair => pair.Value).OrderBy(trial => trial.Rank)]);
}
