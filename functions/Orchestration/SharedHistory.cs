using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Functions.Orchestration;

/// <summary>
/// The trials of a search in batches as one host knows them: rebuilt from the stored results as far as a piece of work asks for, each
/// result read once per host. Safe for several threads.
/// </summary>
/// <param name="spec">The study.</param>
/// <param name="executor">Its executor.</param>
/// <param name="results">Its stored results.</param>
public sealed class SharedHistory(StudySpec spec, StudyExecutor executor, StoredResults results) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly StudyHistory history = new(spec);
    private readonly List<WorkItem> open = [];
    private StudyPlan? plan;

    /// <summary>The history with all trials that <paramref name="item"/> may look at.</summary>
    /// <exception cref="IOException">Results that the work depends on cannot be read.</exception>
    public async Task<StudyHistory> ForAsync(WorkItem item, CancellationToken cancellation)
    {
        long needed = executor.Shape.Search.HistoryNeeded(item);
        if (needed == 0)
            return history;
        await gate.WaitAsync(cancellation);
        try
        {
            plan ??= new StudyPlan(spec, executor.Trials, 1, history);
            while (history.Records.Count < needed)
            {
                if (!await AdvanceAsync(plan, cancellation))
                    throw new IOException($"{item.Id} needs the results of {needed} trials, but only {history.Records.Count} can be read.");
            }
        }
        finally
        {
            gate.Release();
        }

        return history;
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private async Task<bool> AdvanceAsync(StudyPlan plan, CancellationToken cancellation)
    {
        while (plan.Next() is { } item)
            open.Add(item);
        WorkResult?[] found = await results.FindAsync(open, cancellation);
        for (int i = 0; i < found.Length; i++)
        {
            if (found[i] is { } result)
                plan.Apply(result);
        }

        return open.RemoveAll(item => Array.Exists(found, result => result?.Id == item.Id)) > 0;
    }
}
