using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>When a study that ran to its end has failed nevertheless, said the same on every host.</summary>
public static class StudyFailure
{
    /// <summary>What to say of a study whose trials all failed, with the first reason; null where one did not.</summary>
    /// <param name="plan">The finished plan.</param>
    /// <param name="artifacts">The study's artifacts, its results published.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<string?> ExplainAsync(StudyPlan plan, IArtifactStore artifacts, CancellationToken cancellation)
    {
        if (plan.Trials == 0 || plan.Failed < plan.Trials)
            return null;
        using TrialTable? table = await TrialTable.OpenAsync(artifacts, plan.Spec, 1, cancellation);
        // All rows are of failed trials, the lowest number first.
        TrialRow? first = table?.Rows().FirstOrDefault();
        string which = plan.Trials == 1 ? "The only trial failed" : $"All {plan.Trials} trials failed";
        return first is null
            ? $"{which}."
            : $"{which}. The first, trial {first.Trial}: {first.Failure?.TrimEnd('.')}. The results say why each did.";
    }
}
