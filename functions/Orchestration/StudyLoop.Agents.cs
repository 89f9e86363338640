using ServerlessTuner.Core.Studies.Objectives;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Functions.Orchestration;

/// <content>
/// Trials that agents evaluate: an activity offers them, an event tells that one has ended. No event is needed, though: what was told is
/// stored, and is looked for at the start of each batch and now and then.
/// </content>
internal sealed partial class StudyLoop
{
    // Each look costs a few rows of a history that lasts as long as the batch.
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly SortedDictionary<long, EvaluateTrial> offered = [];
    private Task<ToldTrial>? told;
    private Task? look;
    private TimeSpan pause;
    private bool abandoned;

    /// <summary>What a study whose trials agents evaluate waits for beside its activities.</summary>
    private IEnumerable<Task> AgentTasks()
    {
        if (told is not null)
            yield return told;
        if (look is not null)
            yield return look;
    }

    /// <summary>Begins to listen.</summary>
    private void Listen(StudyPlan plan)
    {
        if (plan.Spec.Objective is ExternalSpec)
            told = context.WaitForExternalEvent<ToldTrial>(Names.Told);
    }

    /// <summary>Takes the trials out of what was given out, and has them offered.</summary>
    private void Offer(List<WorkItem> fresh, StudyPlan plan, PreparedStudy prepared)
    {
        if (told is null || fresh.RemoveAll(item => item is EvaluateTrial trial && offered.TryAdd(trial.Trial, trial)) == 0)
            return;
        // A new batch: looked for soon, in case that an event is lost, and then ever more rarely.
        pause = TimeSpan.FromSeconds(run.RecheckSeconds);
        CallOffer(plan, prepared);
    }

    private void CallOffer(StudyPlan plan, PreparedStudy prepared)
    {
        abandoned = plan.WasEnded;
        foreach (EvaluateTrial[] items in offered.Values.Chunk(prepared.BatchSize))
            running.Add(
                context.CallActivityAsync<BatchOutcome>(Names.Offer, new OfferRequest(run.Study, items, plan.WasEnded), retry), items);
    }

    /// <summary>Applies what was told, and looks for what is missing when it is time.</summary>
    private async Task HearAgentsAsync(StudyPlan plan, PreparedStudy prepared)
    {
        while (told is { IsCompleted: true })
        {
            calls++;
            plan.Apply((await told).Result);
            told = context.WaitForExternalEvent<ToldTrial>(Names.Told);
        }

        foreach (EvaluateTrial trial in offered.Values.Where(trial => plan.IsDone(trial.Id)).ToArray())
            offered.Remove(trial.Trial);
        bool due = look is { IsCompleted: true };
        if (due)
            look = null;
        if (offered.Count == 0)
            return;
        // When the search has just ended, trials that nobody has are ended at once; the others when their leases are over.
        if (due || plan.WasEnded != abandoned)
            CallOffer(plan, prepared);
        if (look is not null)
            return;
        look = context.CreateTimer(context.CurrentUtcDateTime + pause, timers);
        pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
    }
}
