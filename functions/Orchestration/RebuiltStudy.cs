using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;

namespace ServerlessTuner.Functions.Orchestration;

/// <summary>A study rebuilt from its stored results, as far as its orchestrator had come.</summary>
/// <param name="session">The study.</param>
/// <param name="prepared">How it was planned.</param>
public sealed class RebuiltStudy(StudySession session, PreparedStudy prepared)
{
    private readonly StoredResults results = new(session.Artifacts);
    private readonly List<WorkItem> missing = [];
    private readonly double[] work = new double[2];

    /// <summary>The trials of a search in batches.</summary>
    public StudyHistory History { get; } = new(session.Spec);

    /// <summary>The plan, once rebuilt.</summary>
    public StudyPlan Plan { get; private set; } = null!;

    /// <summary>How long the pieces took, added up over all hosts.</summary>
    public StudyTimings Timings => StudyTimings.Of(Plan, work);

    /// <summary>Rebuilds it. Chunks that were not done are left out, and the search ends where the orchestrator ended it.</summary>
    public async Task RunAsync(StudyProgress progress, CancellationToken cancellation)
    {
        Plan = new StudyPlan(session.Spec, prepared.Trials, prepared.ChunkSize, History);
        await ApplyStoredAsync(progress.Trials, cancellation);
        if (Plan.Stage > 1)
            return;
        Plan.EndSearch(progress.EndReason ?? "The study ended early.");
        foreach (WorkItem item in missing)
            Plan.Withdraw(item);
        if (Plan.Stage > 1)
            await ApplyStoredAsync(progress.Trials, cancellation);
    }

    private async Task ApplyStoredAsync(long trials, CancellationToken cancellation)
    {
        const int AtOnce = 1000;
        // A batch that was proposed when the search ended was never begun, so no more trials are asked for than had ended.
        var items = new List<WorkItem>();
        do
        {
            items.Clear();
            while (items.Count < AtOnce && !Plan.HasReached(trials) && Plan.Next() is { } item)
                items.Add(item);
            WorkResult?[] found = await results.FindAsync(items, cancellation);
            for (int i = 0; i < found.Length; i++)
            {
                if (found[i] is not { } result)
                {
                    missing.Add(items[i]);
                    continue;
                }

                Plan.Apply(result);
                work[result is CandidateResult or CandidatesResult ? 1 : 0] += result.Seconds;
            }
        }
        while (items.Count > 0);
    }
}
