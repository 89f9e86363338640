using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>
/// Asks another pruner only when the trial has stopped getting better: when the best of its last <c>patience</c> + 1 values is
/// worse, by more than <c>min_delta</c>, than the best before them. Without another pruner it stops the trial itself.
/// </summary>
/// <remarks>As in Optuna, NaN is ignored, and a trial with nothing but NaN before or during the patience goes on.</remarks>
/// <param name="wrapped">The pruner to ask, or null.</param>
/// <param name="patience">Over how many steps the value may fail to improve; 0 or more.</param>
/// <param name="minDelta">By how much the value must get worse to count; 0 or more.</param>
public sealed class PatientPruner(IPruner? wrapped, int patience, double minDelta = 0) : IPruner
{
    /// <inheritdoc/>
    public PruneDecision Decide(TrialReports reports, long trial)
    {
        if (reports.Find(trial) is not TrialTrack track || track.Count <= patience + 1)
            return PruneDecision.Continue;
        int split = track.Count - patience - 1;
        double before = Best(track.Values[..split], reports.Goal), after = Best(track.Values[split..], reports.Goal);
        bool stalled = reports.Goal == Goal.Minimize ? before + minDelta < after : before - minDelta > after;
        return !stalled ? PruneDecision.Continue : wrapped?.Decide(reports, trial) ?? PruneDecision.Stop;
    }

    // NaN where there is no number, so that every comparison with it is false.
    private static double Best(ReadOnlySpan<double> values, Goal goal)
    {
        double best = double.NaN;
        foreach (double value in values)
        {
            if (!double.IsNaN(value) && (double.IsNaN(best) || goal.IsBetter(value, best)))
                best = value;
        }

        return best;
    }
}
