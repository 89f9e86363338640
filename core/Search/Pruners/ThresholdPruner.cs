namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>Stops a trial whose last value is below a lower bound, above an upper bound, or NaN; whichever way is better.</summary>
/// <param name="lower">The smallest value that goes on; −∞ for none.</param>
/// <param name="upper">The largest value that goes on; ∞ for none.</param>
/// <param name="warmupSteps">Nothing is stopped below this step.</param>
/// <param name="intervalSteps">Steps between two checks, 1 or more.</param>
public sealed class ThresholdPruner(double lower, double upper, int warmupSteps = 0, int intervalSteps = 1) : IPruner
{
    private readonly CheckInterval interval = new(warmupSteps, intervalSteps);

    /// <inheritdoc/>
    public PruneDecision Decide(TrialReports reports, long trial)
    {
        if (reports.Find(trial) is not TrialTrack track || !interval.IsDue(track))
            return PruneDecision.Continue;
        // Negated, so that NaN is stopped as well.
        return new PruneDecision(!(track.LastValue >= lower && track.LastValue <= upper));
    }
}
