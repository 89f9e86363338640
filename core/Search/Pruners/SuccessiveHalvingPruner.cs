using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>
/// Asynchronous successive halving (Li et al., "A System for Massively Parallel Hyperparameter Tuning", 2020) in Optuna's form.
/// Rung k ends at step <c>min_resource · reduction_factor^(min_early_stopping_rate + k)</c>; there a trial goes on if its value is
/// among the best 1/<c>reduction_factor</c> of those that trials had there so far, and is stopped otherwise.
/// </summary>
/// <remarks>
/// As in Optuna: a trial counts in a rung with the value of the report that reached it, a report that skips rungs completes
/// them one after the other until it fails in one; NaN at the end of a rung stops the trial and is not remembered; the first
/// <c>reduction_factor</c> − 1 trials of a rung go on only if best so far; values equal to the last of the best go on. With
/// <c>min_resource: auto</c> nothing is stopped until a trial is complete; then it is a hundredth of the complete trials'
/// last step, at least 1, for the rest of the study.
/// </remarks>
/// <param name="minResource">The step at which rung 0 ends when the rate is 0; 1 or more; null for automatic.</param>
/// <param name="reductionFactor">One in how many goes on; 2 or more.</param>
/// <param name="minEarlyStoppingRate">How many of the first rungs to leave out; 0 or more.</param>
/// <param name="bootstrapCount">How many trials must have completed a rung before any goes on from it; 0 or more, 0 with an automatic
/// resource.</param>
public sealed class SuccessiveHalvingPruner(
    int? minResource = null, int reductionFactor = 4, int minEarlyStoppingRate = 0, int bootstrapCount = 0) : IPruner
{
    /// <summary>The name and settings under which study files know it.</summary>
    public static PrunerInfo Info { get; } = new(
        "successive_halving",
        "Asynchronous successive halving: at steps that grow by a factor, the best of those seen there go on.",
        [
            new(
                "min_resource",
                SettingKind.Custom,
                "The step at which the first rung ends, 1 or more; auto for a hundredth of a complete trial's steps.")
            {
                Default = ParameterValue.Of("auto"),
            },
            Setting.Integer("reduction_factor", 4, "One in how many goes on, and the factor between rungs.", min: 2, max: int.MaxValue),
            Setting.Integer("min_early_stopping_rate", 0, "How many of the first rungs to leave out.", min: 0, max: 100),
            PrunerSettings.BootstrapCount,
        ],
        (values, _) => Create(values));

    /// <inheritdoc/>
    public PruneDecision Decide(TrialReports reports, long trial)
    {
        if (reports.Find(trial) is not TrialTrack { Count: > 0 } track)
            return PruneDecision.Continue;
        int? settled = null;
        if (minResource is null && reports.SettledResource is null)
        {
            if (reports.LastCompleteStep is not int last)
                return PruneDecision.Continue;
            settled = Math.Max(last / 100, 1);
        }

        int resource = minResource ?? reports.SettledResource ?? settled!.Value;
        return Decide(reports, track, resource, bracket: 0) with { Resource = settled };
    }

    internal PruneDecision Decide(TrialReports reports, TrialTrack track, int resource, int bracket)
    {
        double value = track.LastValue;
        for (int rung = track.Rungs; ; rung++)
        {
            if (track.LastStep < RungEnd(resource, rung))
                return new PruneDecision(false, rung - track.Rungs, bracket);
            if (double.IsNaN(value))
                return new PruneDecision(true, rung - track.Rungs, bracket);
            ReportColumn others = reports.RungValues(bracket, rung);
            int competing = others.Count + 1;
            int better = reports.Goal == Goal.Minimize ? others.CountBelow(value) : others.CountAbove(value);
            if (competing <= bootstrapCount || better >= Math.Max(competing / reductionFactor, 1))
                return new PruneDecision(true, rung + 1 - track.Rungs, bracket);
        }
    }

    internal int RungEnd(int resource, int rung)
    {
        long end = resource;
        for (int i = 0; i < minEarlyStoppingRate + rung && end < int.MaxValue; i++)
            end *= reductionFactor;
        return (int)Math.Min(end, int.MaxValue);
    }

    private static SuccessiveHalvingPruner Create(SettingValues values)
    {
        int? resource = PrunerSettings.Resource(values, "min_resource", 1);
        int bootstrap = PrunerSettings.Bootstrap(values, "min_resource", resource);
        return new SuccessiveHalvingPruner(
            resource, values.Integer("reduction_factor"), values.Integer("min_early_stopping_rate"), bootstrap);
    }
}
