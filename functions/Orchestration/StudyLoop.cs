using Microsoft.DurableTask;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Functions.Orchestration;

/// <summary>
/// One run of a study's orchestrator: asks the plan for work, has it done, applies the results. Everything here happens again on
/// every replay, in the same order.
/// </summary>
internal sealed partial class StudyLoop(TaskOrchestrationContext context, StudyOrchestration run)
{
    /// <summary>Pieces of work in one sub-orchestration: its history stays small enough to be replayed at every result.</summary>
    public const int LargestBatch = 200;

    /// <summary>Pieces of work given out and not finished: enough for hundreds of hosts, and 100 sub-orchestrations at most.</summary>
    private const int Window = 100 * LargestBatch;

    private readonly Dictionary<Task, IReadOnlyList<WorkItem>> running = [];
    private readonly TaskOptions retry = Retries.Of(context, run);
    private StudyProgress progress = run.Progress ?? new StudyProgress
    {
        Status = StudyStatus.Running, Started = new DateTimeOffset(context.CurrentUtcDateTime)
    };
    private DateTime counted = context.CurrentUtcDateTime;
    private CancellationToken timers;
    private int calls;
    private string? fault;
    private ConfirmedBest? confirmed;

    // A study that stops still takes what follows its search: the plan gives out nothing else then.
    private bool TakesWork => progress.Status is StudyStatus.Running or StudyStatus.Stopping && fault is null;

    /// <summary>Runs the study.</summary>
    /// <exception cref="StudyFailedException">The study failed; the message is the reason.</exception>
    public async Task<StudyProgress> RunAsync()
    {
        Show();
        PreparedStudy? prepared = run.Prepared ?? await PrepareAsync();
        if (prepared is null)
            return await EndAsync(StudyStatus.Failed, null);
        var plan = new StudyPlan(StudyFile.FromJson(prepared.Spec), prepared.Trials, prepared.ChunkSize);
        if (run.Plan is not null)
            plan.Restore(run.Plan);
        if (plan.Shape.Confirmation is not null)
        {
            var scorer = new FinalistScorer(plan.Spec);
            confirmed = new ConfirmedBest((finished, trial) => scorer.Score(finished, trial).Score);
        }

        using var stop = new CancellationTokenSource();
        timers = stop.Token;
        try
        {
            return await RunAsync(plan, prepared, StartClock(plan.Spec));
        }
        finally
        {
            // An orchestration with a timer at work would not end before it. Not CancelAsync: what is awaited elsewhere than in the
            // context goes on in another thread, where an orchestrator is lost.
#pragma warning disable CA1849, MA0042
            stop.Cancel();
#pragma warning restore CA1849, MA0042
        }
    }

    private async Task<StudyProgress> RunAsync(StudyPlan plan, PreparedStudy prepared, List<Task> clock)
    {
        Listen(plan);
        Task<string> signal = context.WaitForExternalEvent<string>(Names.Signal);
        while (!plan.IsFinished && fault is null)
        {
            if (calls >= run.LongestHistory
                && running.Count == 0
                && !signal.IsCompleted
                && told is not { IsCompleted: true }
                && plan.Save() is { } saved)
            {
                context.ContinueAsNew(run with { Prepared = prepared, Progress = progress, Plan = saved });
                return progress;
            }

            if (TakesWork)
                Dispatch(plan, prepared);
            Show(plan);
            if (plan.IsFinished)
                break;
            if (TakesWork && plan.IsStuck)
            {
                fault = "The study cannot go on: results on which later ones build are missing. Start it again under another id.";
                break;
            }

            await Task.WhenAny([.. running.Keys, signal, .. clock, .. AgentTasks()]);
            if (clock is [{ IsCompleted: true }])
            {
                clock.Clear();
                plan.EndSearch($"The wall time of {plan.Spec.Budget.WallTime:c} was used up.");
            }

            if (signal.IsCompleted)
            {
                Hear(await signal, plan);
                signal = context.WaitForExternalEvent<string>(Names.Signal);
                if (progress.Status == StudyStatus.Cancelled)
                    return await EndAsync(StudyStatus.Cancelled, prepared);
            }

            foreach (Task done in running.Keys.Where(task => task.IsCompleted).ToArray())
                await FoldAsync(done, plan);
            await HearAgentsAsync(plan, prepared);
        }

        Count();
        Show(plan);
        if (fault is not null)
            return await EndAsync(StudyStatus.Failed, prepared);
        return await PublishAsync(prepared);
    }

    /// <summary>Why a piece of work failed, in one line.</summary>
    public static string Describe(WorkItem item, TaskFailedException failure) =>
        $"{item.Id} failed after all retries: {failure.FailureDetails.ErrorMessage}";

    /// <summary>Why a study cannot be run, in one line.</summary>
    public static string Describe(IReadOnlyList<InputProblem>? problems) => string.Join(" ", problems ?? []);

    // Measured from the start of the study, pauses and all, as the command line does over its restarts.
    private List<Task> StartClock(StudySpec spec) =>
        spec.Budget.WallTime is { } limit ? [context.CreateTimer(progress.Started!.Value.UtcDateTime + limit, timers)] : [];

    private async Task<PreparedStudy?> PrepareAsync()
    {
        try
        {
            PrepareOutcome outcome = await context.CallActivityAsync<PrepareOutcome>(Names.Prepare, run.Study, retry);
            fault = outcome.Study is null ? Describe(outcome.Problems) : null;
            return outcome.Study;
        }
        catch (TaskFailedException failure)
        {
            fault = $"The study could not be prepared, after all retries: {failure.FailureDetails.ErrorMessage}";
            return null;
        }
    }

    private async Task<StudyProgress> PublishAsync(PreparedStudy prepared)
    {
        StudyStatus end = progress.Status == StudyStatus.Stopping ? StudyStatus.Stopped : StudyStatus.Completed;
        try
        {
            var request = new PublishRequest(run.Study, prepared, progress with { Status = end });
            PublishOutcome outcome = await context.CallActivityAsync<PublishOutcome>(Names.Publish, request, retry);
            if (outcome.Problems is null)
            {
                progress = outcome.Failure is { } failure
                    ? request.Progress with { Status = StudyStatus.Failed, Error = failure }
                    : request.Progress;
                Show();
                return outcome.Failure is null ? progress : throw new StudyFailedException(outcome.Failure);
            }

            fault = Describe(outcome.Problems);
        }
        catch (TaskFailedException failure)
        {
            fault = $"The results could not be published, after all retries: {failure.FailureDetails.ErrorMessage}";
        }

        return await EndAsync(StudyStatus.Failed, prepared);
    }

    private async Task<StudyProgress> EndAsync(StudyStatus status, PreparedStudy? prepared)
    {
        Count();
        progress = progress with { Status = status, Error = fault };
        Show();
        await context.CallActivityAsync(Names.End, new EndRequest(run.Study, progress, prepared), retry);
        return fault is null ? progress : throw new StudyFailedException(fault);
    }

    private void Dispatch(StudyPlan plan, PreparedStudy prepared)
    {
        int open = running.Values.Sum(items => items.Count);
        var fresh = new List<WorkItem>();
        while (open + fresh.Count < Window && plan.Next() is { } item)
            fresh.Add(item);
        Offer(fresh, plan, prepared);
        if (running.Count + fresh.Count <= LargestBatch)
        {
            foreach (WorkItem item in fresh)
                running.Add(
                    context.CallActivityAsync<WorkOutcome>(Names.Work, new WorkRequest(run.Study, prepared.Pins, item), retry), [item]);
            return;
        }

        StudyOrchestration named = new(run.Study, run.RetrySeconds);
        foreach (WorkItem[] items in fresh.Chunk(prepared.BatchSize))
        {
            var batch = new WorkBatch(named, prepared.Pins, plan.Spec.Metrics[0].Goal, plan.Shape.Best, items);
            running.Add(context.CallSubOrchestratorAsync<BatchOutcome>(Names.Batch, batch, retry), items);
        }
    }

    private async Task FoldAsync(Task done, StudyPlan plan)
    {
        IReadOnlyList<WorkItem> items = running[done];
        running.Remove(done);
        calls++;
        Count();
        int stage = plan.Stage;
        try
        {
            if (done is Task<BatchOutcome> batch)
            {
                BatchOutcome outcome = await batch;
                foreach (WorkResult result in outcome.Results)
                    plan.Apply(result);
                foreach (int index in outcome.Deferred)
                    plan.Withdraw(items[index]);
                fault ??= outcome.Fault;
            }
            else
            {
                WorkOutcome outcome = await (Task<WorkOutcome>)done;
                if (outcome.Result is { } result)
                    plan.Apply(result);
                else if (outcome.Deferred)
                    plan.Withdraw(items[0]);
                else
                    fault ??= Describe(outcome.Problems);
            }
        }
        catch (TaskFailedException failure)
        {
            fault ??= Describe(items[0], failure);
        }

        if (plan.Stage != stage && !plan.IsFinished)
            progress = progress with { StageSeconds = 0 };
    }

    private void Hear(string signal, StudyPlan plan)
    {
        Count();
        if (signal == "stop")
            plan.EndSearch("It was stopped.");
        progress = progress with
        {
            Status = (signal, progress.Status) switch
            {
                ("pause", StudyStatus.Running) => StudyStatus.Paused,
                ("resume", StudyStatus.Paused) => StudyStatus.Running,
                ("stop", _) => StudyStatus.Stopping,
                ("cancel", _) => StudyStatus.Cancelled,
                _ => progress.Status,
            },
        };
    }

    // Time at work: what passed since the last look, unless the study paused.
    private void Count()
    {
        DateTime now = context.CurrentUtcDateTime;
        double seconds = progress.Status == StudyStatus.Paused ? 0 : (now - counted).TotalSeconds;
        counted = now;
        progress = progress with { Seconds = progress.Seconds + seconds, StageSeconds = progress.StageSeconds + seconds };
    }

    private void Show(StudyPlan plan)
    {
        progress = progress.With(plan, confirmed);
        progress = progress with { RatePerSecond = progress.StageSeconds > 0 ? progress.Done / progress.StageSeconds : 0 };
        Show();
    }

    private void Show() => context.SetCustomStatus(progress);
}

/// <summary>Ends the orchestration of a study that failed; the message is the reason.</summary>
public sealed class StudyFailedException(string reason) : Exception(reason);
