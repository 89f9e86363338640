using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>Stops a trial whose last value is below a lower bound, above an upper bound, or NaN; whichever way is better.</summary>
/// <param name="lower">The smallest value that goes on; −∞ for none.</param>
/// <param name="upper">The largest value that goes on; ∞ for none.</param>
/// <param name="warmupSteps">Nothing is stopped below this step.</param>
/// <param name="intervalSteps">Steps between two checks, 1 or more.</param>
public sealed class ThresholdPruner(double lower, double upper, int warmupSteps = 0, int intervalSteps = 1) : IPruner
{
    /// <summary>The name and settings under which study files know it.</summary>
    public static PrunerInfo Info { get; } = new(
        "threshold",
        "Stops a trial whose value leaves a fixed range or is NaN.",
        [
            Setting.Number("lower", null, "The smallest value that goes on; null for none."),
            Setting.Number("upper", null, "The largest value that goes on; null for none."),
            PrunerSettings.WarmupSteps,
            PrunerSettings.IntervalSteps,
        ],
        (values, _) => Create(values));

    private readonly CheckInterval interval = new(warmupSteps, intervalSteps);

    /// <inheritdoc/>
    public PruneDecision Decide(TrialReports reports, long trial)
    {
        if (reports.Find(trial) is not TrialTrack track || !interval.IsDue(track))
            return PruneDecision.Continue;
        // Negated, so that NaN is stopped as well.
        return new PruneDecision(!(track.LastValue >= lower && track.LastValue <= upper));
    }

    private static ThresholdPruner Create(SettingValues values)
    {
        if (!values.Has("lower") && !values.Has("upper"))
            throw values.Fault("has neither lower nor upper.", "Give at least one of them.");
        double lower = values.Has("lower") ? values.Number("lower") : double.NegativeInfinity;
        double upper = values.Has("upper") ? values.Number("upper") : double.PositiveInfinity;
        return lower <= upper
            ? new ThresholdPruner(lower, upper, values.Integer("n_warmup_steps"), values.Integer("interval_steps"))
            : throw values.Reject("lower", $"at most upper ({values.Text("upper")})", "Swap them.");
    }
}
