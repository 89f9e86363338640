using ServerlessTuner.Core.Service.Agents;

namespace ServerlessTuner.Cli.Programs;

/// <summary>
/// What a program tells of its trial, whichever way it tells it: values of metrics, one at a time or many, with steps or without. Keeps
/// the last value of each, and reports a step once all that the study needs is known. Safe for several threads.
/// </summary>
/// <param name="rules">What the study needs.</param>
/// <param name="link">Where reports go.</param>
internal sealed class TrialMonitor(AgentRules rules, ITrialLink link) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly Dictionary<string, double> last = new(StringComparer.Ordinal);
    private readonly SortedSet<string> told = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The last value of each metric that the study keeps.</summary>
    public IReadOnlyDictionary<string, double> Metrics => last;

    /// <summary>All names that the program told, for messages.</summary>
    public IReadOnlyCollection<string> Told => told;

    /// <summary>The last step that was reported, or null.</summary>
    public int? Step { get; private set; }

    /// <summary>Ends once the trial is to be stopped.</summary>
    public Task Stopped => stopped.Task;

    /// <summary>Whether the trial is to be stopped.</summary>
    public bool IsStopped => stopped.Task.IsCompleted;

    /// <summary>Whether the program knows that the trial is to be stopped, and may tidy up by itself.</summary>
    public bool WasTold { get; private set; }

    /// <summary>Why the program says that the trial failed, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>Why reports could not be passed on, or null.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>The metrics that the study needs and nobody told.</summary>
    public IReadOnlyList<string> Missing => [.. rules.Required.Where(name => !last.ContainsKey(name))];

    /// <summary>Takes what a program told.</summary>
    /// <param name="step">The step, or null for the next.</param>
    /// <param name="metrics">What it told.</param>
    /// <param name="isAnswered">Whether the program hears what is returned.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether the trial is to be stopped.</returns>
    public async Task<bool> TellAsync(
        int? step, IReadOnlyDictionary<string, double> metrics, bool isAnswered, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            Keep(metrics);
            int next = step ?? (Step is int before ? before + 1 : 1);
            // A step is told once: what comes for it later counts as the last value, and in the next report.
            if (IsStopped
                || next <= Step
                || next < 0
                || Missing.Count > 0
                || !rules.Required.Any(metrics.ContainsKey)
                || next > rules.Objective.Steps)
                return IsStopped;
            Step = next;
            if (await link.ReportAsync(next, new Dictionary<string, double>(last), cancellation))
            {
                WasTold = isAnswered;
                stopped.TrySetResult();
            }

            return IsStopped;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Without its study the program works for nothing.
            Fault = fault;
            stopped.TrySetResult();
            return true;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Takes values that belong to no step, such as those that a program prints at its end.</summary>
    public async Task SetAsync(IReadOnlyDictionary<string, double> metrics, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            Keep(metrics);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The program says that the trial failed.</summary>
    public void Fail(string reason) => Failure = reason;

    /// <summary>The program itself says that its trial is to be stopped.</summary>
    public void Stop()
    {
        WasTold = true;
        stopped.TrySetResult();
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private void Keep(IReadOnlyDictionary<string, double> metrics)
    {
        foreach ((string name, double value) in metrics)
        {
            // Enough names for a message.
            if (told.Count < 100)
                told.Add(name);
            if (rules.Metrics.Contains(name))
                last[name] = value;
        }
    }
}
