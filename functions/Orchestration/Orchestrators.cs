using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Functions.Orchestration;

/// <summary>
/// The orchestrators. Their code decides and does nothing else: no clock, randomness, environment or I/O but through the
/// context, because Durable runs it again over the history after every step.
/// </summary>
public static class Orchestrators
{
    /// <summary>A study from its start to its end; its instance id is the study's id.</summary>
    [Function(Names.Study)]
    public static Task<StudyProgress> RunStudyAsync([OrchestrationTrigger] TaskOrchestrationContext context, StudyOrchestration run) =>
        new StudyLoop(context, run).RunAsync();

    /// <summary>Up to <see cref="StudyLoop.LargestBatch"/> pieces of work, one activity each; returns what their union left.</summary>
    [Function(Names.Batch)]
    public static async Task<BatchOutcome> RunBatchAsync([OrchestrationTrigger] TaskOrchestrationContext context, WorkBatch batch)
    {
        TaskOptions retry = Retries.Of(context, batch.Run);
        Task<WorkOutcome>[] tasks = [
            .. batch.Items.Select(
                item => context.CallActivityAsync<WorkOutcome>(Names.Work, new WorkRequest(batch.Run.Study, batch.Pins, item), retry))
        ];
        var results = new List<WorkResult>();
        var deferred = new List<int>();
        string? fault = null;
        for (int i = 0; i < tasks.Length; i++)
        {
            try
            {
                WorkOutcome outcome = await tasks[i];
                if (outcome.Result is { } result)
                    results.Add(result);
                else if (outcome.Deferred)
                    deferred.Add(i);
                else
                    fault ??= StudyLoop.Describe(outcome.Problems);
            }
            catch (TaskFailedException failure)
            {
                fault ??= StudyLoop.Describe(batch.Items[i], failure);
            }
        }

        return new BatchOutcome(PartialResults.Trim(results, batch.Goal, batch.Keep), deferred, fault);
    }
}
