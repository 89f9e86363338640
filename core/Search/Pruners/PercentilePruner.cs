using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>
/// Keeps the best <c>percentile</c> percent: stops a trial whose best value so far is worse than that percentile of the values
/// that complete trials reported at the same step. With 50 it is the median stopping rule (Golovin et al., "Google Vizier", 2017).
/// </summary>
/// <remarks>
/// As in Optuna: pruned and failed trials are not compared with; complete trials that skipped the step are left out; NaN among
/// their values is ignored but counts for <c>n_min_trials</c>; a trial with nothing but NaN is stopped; a step where all others
/// reported NaN stops nobody. The percentile interpolates linearly between ranks. Unlike numpy, which has NaN for it, a percentile
/// that falls exactly on a rank beside an infinite value is the value of that rank.
/// </remarks>
/// <param name="percentile">How much to keep, in percent, from 0 to 100.</param>
/// <param name="startupTrials">Nothing is stopped before so many trials are complete.</param>
/// <param name="warmupSteps">Nothing is stopped below this step.</param>
/// <param name="intervalSteps">Steps between two checks, 1 or more.</param>
/// <param name="minTrials">Nothing is stopped at a step that fewer complete trials reported, 1 or more.</param>
public sealed class PercentilePruner(
    double percentile, int startupTrials = 5, int warmupSteps = 0, int intervalSteps = 1, int minTrials = 1) : IPruner
{
    private static readonly Setting[] Common =
    [
        PrunerSettings.StartupTrials,
        PrunerSettings.WarmupSteps,
        PrunerSettings.IntervalSteps,
        Setting.Integer("n_min_trials", 1, "Nothing is stopped at a step that fewer complete trials reported.", min: 1, max: int.MaxValue),
    ];

    /// <summary>The median stopping rule by its own name.</summary>
    public static PrunerInfo Median { get; } = new(
        "median", "Stops a trial whose best value is worse than the median of complete trials at the same "
            + "step.", Common, (values, _) => Create(values, 50));

    /// <summary>The name and settings under which study files know it.</summary>
    public static PrunerInfo Info { get; } = new(
        "percentile",
        "Keeps the given percentage of trials, compared with complete trials at the same step.",
        [Setting.Number("percentile", null, "How much to keep, in percent.", min: 0, max: 100), .. Common],
        (values, _) => values.Has("percentile")
            ? Create(values, values.Number("percentile"))
            : throw values.Missing("percentile", "Give a value, such as 25 to keep the best quarter."));

    private readonly CheckInterval interval = new(warmupSteps, intervalSteps);

    /// <inheritdoc/>
    public PruneDecision Decide(TrialReports reports, long trial)
    {
        if (reports.CompleteCount == 0
            || reports.CompleteCount < startupTrials
            || reports.Find(trial) is not TrialTrack track
            || !interval.IsDue(track))
            return PruneDecision.Continue;
        bool minimize = reports.Goal == Goal.Minimize;
        double best = minimize ? track.Min : track.Max;
        if (double.IsNaN(best))
            return PruneDecision.Stop;
        ReportColumn others = reports.CompleteAtStep(track.LastStep);
        if (others.Reported < minTrials)
            return PruneDecision.Continue;
        // A comparison with NaN is false: no values, nobody stopped.
        double bound = others.Percentile(minimize ? percentile : 100 - percentile);
        return new PruneDecision(minimize ? best > bound : best < bound);
    }

    private static PercentilePruner Create(SettingValues values, double percentile) => new(
        percentile, values.Integer(
            "n_startup_trials"), values.Integer("n_warmup_steps"), values.Integer("interval_steps"), values.Integer("n_min_trials"));
}
