using ServerlessTuner.Core.Service.Agents;

namespace ServerlessTuner.Contracts;

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
                [
                    .. trials.Where(
                        pair => pair.Key.Study == study
                            && pair.Key.Trial >= from).OrderBy(pair => pair.Key.Trial).Select(pair => Read(pair.Value)).Where(
                                stored => stored.Trial.IsOpen)
                ]);
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
