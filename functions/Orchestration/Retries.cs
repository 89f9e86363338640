using Microsoft.DurableTask;
using ServerlessTuner.Functions.Hosting;

namespace ServerlessTuner.Functions.Orchestration;

/// <summary>
/// How activities are tried again: storage that throttles or a host that goes away gets five attempts with growing pauses.
/// </summary>
/// <remarks>A study that cannot be run is no exception but an outcome, so that it is never tried again.</remarks>
internal static class Retries
{
    private const int Attempts = 5;

    /// <summary>The options of a study's activities.</summary>
    public static TaskOptions Of(TaskOrchestrationContext context, StudyOrchestration run) => new(new RetryPolicy(
        Attempts, TimeSpan.FromSeconds(run.RetrySeconds), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(2))
    {
        HandleFailure = failure =>
        {
            // Counting is all that happens here, and once: a replay asks again.
            if (!context.IsReplaying)
                Telemetry.Retried(run.Study, failure.ErrorType);
            return true;
        },
    });
}
