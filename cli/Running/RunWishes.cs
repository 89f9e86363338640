using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Running;

/// <summary>What a command asks of a study that its folder holds already, as events for the plan.</summary>
internal static class RunWishes
{
    /// <summary>More trials, or null: as many as were asked for of a finished study, or as a raised budget allows.</summary>
    public static ExtendSearch? Extension(RunOptions options, StudyPlan plan, StudyExecutor executor)
    {
        long? trials = null;
        if (plan.IsFinished && options.AddTrials is long added)
            trials = plan.Trials + added;
        else if (options.AddTrials is null && executor.Trials > plan.Trials && plan.EndReason is null)
            trials = executor.Trials;
        return trials is not null && Math.Min(trials.Value, executor.Size ?? long.MaxValue) is var total && total > plan.Trials
            ? new ExtendSearch(total)
            : null;
    }

    /// <summary>Trials that are to run again in place, or null.</summary>
    /// <exception cref="InvalidInputException">The study has no such trial.</exception>
    public static async Task<RerunTrials?> RerunAsync(
        RunOptions options, StudyPlan plan, StudyExecutor executor, StudyHistory history, CancellationToken cancellation)
    {
        long[] again = [.. options.Rerun, .. options.RerunFailed ? await executor.FailedAsync(plan, history, cancellation) : []];
        foreach (long trial in again)
        {
            if (trial < 0 || trial >= plan.Trials)
                throw new InvalidInputException(
                    "--trials", $"There is no trial {trial}: this study has the trials 0 to {plan.Trials - 1}.", "Name one of them.");
        }

        return again.Length > 0 ? new RerunTrials([.. again.Distinct().Order()]) : null;
    }
}
