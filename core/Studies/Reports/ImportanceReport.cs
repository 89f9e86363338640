using ServerlessTuner.Core.Search.Analysis;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Core.Studies.Reports;

/// <summary>How much each parameter matters in a study: the same numbers in the report and in commands.</summary>
/// <param name="Weights">The parameters, the weightiest first.</param>
/// <param name="Trials">How many trials it is drawn from.</param>
public sealed record ImportanceReport(IReadOnlyList<ParameterWeight> Weights, int Trials)
{
    /// <summary>
    /// Computes it from the score of the complete trials, each point once, by ascending number: a forest depends on their order.
    /// </summary>
    /// <param name="spec">The study.</param>
    /// <param name="trials">Its trials in any order; those without a score are left out.</param>
    public static ImportanceReport Of(StudySpec spec, IEnumerable<PastTrial> trials)
    {
        PastTrial[] used = [
            .. trials.Where(trial => double.IsFinite(trial.Score)).OrderBy(trial => trial.Number).DistinctBy(trial => trial.Values)
        ];
        return new ImportanceReport(
            ParameterImportance.Compute(
                spec.Space, [.. used.Select(trial => trial.Values)], [.. used.Select(trial => trial.Score)], spec.Seed), used.Length);
    }
}
