using Microsoft.DurableTask;
using ServerlessTuner.Core;
using ServerlessTuner.Core.Execution;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Functions.Orchestration;

/// <summary>
/// One run of a study's orchestrator: asks the plan for work, has it done, folds the results in. Everything here happens again on
/// every replay, in the same order.
/// </summary>
internal sealed class StudyLoop(TaskOrchestrationContext context, StudyRun run)
{
    /// <summary>Pieces of work in one sub-orchestration: its history stays small enough to be replayed at every result.</summary>
    public const int LargestBatch = 200;

    /// <summary>Pieces of work given out and not finished: enough for hundreds of hosts, and 100 sub-orchestrations at most.</summary>
    private const int Window = 100 * LargestBatch;

    /// <summary>After so many calls the orchestration continues as new where the plan allows it.</summary>
    private const int LongestHistory = 400;

    private readonly Dictionary<Task, IReadOnlyList<WorkItem>> running = [];
    private readonly Queue<WorkItem> again = new();
    private readonly TaskOptions retry = Retries.Of(context, run);
    private StudyProgress progress = run.Progress ?? new StudyProgress { Status = StudyStatus.Running, Started = new DateTimeOffset(context.CurrentUtcDateTime) };
    private DateTime counted = context.CurrentUtcDateTime;
    private int calls;
    private string? fault;

    private bool TakesWork => progress.Status == StudyStatus.Running && fault is null;

    /// <summary>Runs the study.</summary>
    /// <exception cref="StudyFailedException">The study failed; the message is the reason.</exception>
    public async Task<StudyProgress> RunAsync()
    {
        Show();
        PreparedStudy? prepared = run.Prepared ?? await PrepareAsync();
        if (prepared is null)
            return await EndAsync(StudyStatus.Failed, null);
        var plan = new StudyPlan(StudyFile.FromJson(prepared.Spec), prepared.Trials ?? 0, prepared.ChunkSize);
        Task<string> signal = context.WaitForExternalEvent<string>(Names.Signal);
        while (!plan.IsFinished && fault is null)
        {
            if (TakesWork)
                Dispatch(plan, prepared);
            Show(plan);
            await Task.WhenAny([.. running.Keys, signal]);
            if (signal.IsCompleted)
            {
                Hear(await signal, plan);
                signal = context.WaitForExternalEvent<string>(Names.Signal);
                if (progress.Status == StudyStatus.Cancelled)
                    return await EndAsync(StudyStatus.Cancelled, prepared);
            }

            foreach (Task done in running.Keys.Where(task => task.IsCompleted).ToArray())
                await FoldAsync(done, plan);
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
            PrepareOutcome outcome = await context.CallActivityAsync<PrepareOutcome>(Names.Publish, request, retry);
            if (outcome.Problems is null)
            {
                progress = request.Progress;
                Show();
                return progress;
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
        while (open + fresh.Count < Window && (again.TryDequeue(out WorkItem? item) || (item = plan.Next()) is not null))
            fresh.Add(item);
        if (running.Count + fresh.Count <= LargestBatch)
        {
            foreach (WorkItem item in fresh)
                running.Add(context.CallActivityAsync<WorkOutcome>(Names.Work, new WorkRequest(run.Study, prepared.Pins, item), retry), [item]);
            return;
        }

        StudyRun named = new(run.Study, run.RetrySeconds);
        int keep = plan.Spec.Stages.Count > 1 ? plan.Spec.Stages[0].Keep.Needed ?? int.MaxValue : 1;
        foreach (WorkItem[] items in fresh.Chunk(prepared.BatchSize))
        {
            var batch = new WorkBatch(named, prepared.Pins, plan.Spec.Metrics[0].Goal, keep, items);
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
                    again.Enqueue(items[index]);
                fault ??= outcome.Fault;
            }
            else
            {
                WorkOutcome outcome = await (Task<WorkOutcome>)done;
                if (outcome.Result is { } result)
                    plan.Apply(result);
                else if (outcome.Deferred)
                    again.Enqueue(items[0]);
                else
                    fault ??= Describe(outcome.Problems);
            }
        }
        catch (TaskFailedException failure)
        {
            fault ??= Describe(items[0], failure);
        }

        if (plan.Stage != stage)
            progress = progress with { StageSeconds = 0 };
    }

    private void Hear(string signal, StudyPlan plan)
    {
        Count();
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
        progress = progress.With(plan);
        progress = progress with { RatePerSecond = progress.StageSeconds > 0 ? progress.Done / progress.StageSeconds : 0 };
        Show();
    }

    private void Show() => context.SetCustomStatus(progress);
}

/// <summary>Ends the orchestration of a study that failed; the message is the reason.</summary>
public sealed class StudyFailedException(string reason) : Exception(reason);
