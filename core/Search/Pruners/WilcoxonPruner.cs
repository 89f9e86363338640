using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Pruners;

/// <summary>
/// For steps that are folds or problem instances and not progress: stops a trial when Wilcoxon's signed-rank test says, at level
/// <c>p_threshold</c>, that its values are worse than those of the best complete trial at the same steps.
/// </summary>
/// <remarks>
/// As in Optuna: steps that only one of the two reported are left out; a trial whose average is at least as good as the best
/// trial's goes on whatever the test says; where either reported NaN or infinity nothing is stopped; the test is repeated at
/// every step, so that a smaller <c>p_threshold</c> is needed for a given rate of false alarms. Among equally good trials the one
/// with the lowest number is the best.
/// </remarks>
/// <param name="pThreshold">The p-value below which a trial is stopped, from 0 to 1.</param>
/// <param name="startupSteps">Nothing is stopped before so many common steps; never before 2.</param>
public sealed class WilcoxonPruner(double pThreshold = 0.1, int startupSteps = 2) : IPruner
{
    /// <summary>The name and settings under which study files know it.</summary>
    public static PrunerInfo Info { get; } = new(
        "wilcoxon",
        "For folds: stops a trial that a signed-rank test finds worse than the best trial, fold by fold.",
        [
            Setting.Number("p_threshold", 0.1, "The p-value below which a trial is stopped.", min: 0, max: 1),
            Setting.Integer(
                "n_startup_steps", 2, "Nothing is stopped before so many common steps; never before 2.", min: 0, max: int.MaxValue),
        ],
        (values, _) => new WilcoxonPruner(values.Number("p_threshold"), values.Integer("n_startup_steps")));

    /// <inheritdoc/>
    public PruneDecision Decide(TrialReports reports, long trial)
    {
        if (reports.Find(trial) is not TrialTrack { Count: > 0 } track || reports.Best is not TrialTrack { Count: > 0 } best
            || track.FiniteCount < track.Count || best.FiniteCount < best.Count)
            return PruneDecision.Continue;
        var differences = new List<double>(track.Count);
        for (int i = 0; i < track.Count; i++)
        {
            if (best.TryValueAt(track.Steps[i], out double value))
                differences.Add(track.Values[i] - value);
        }

        if (differences.Count < Math.Max(2, startupSteps))
            return PruneDecision.Continue;
        bool minimize = reports.Goal == Goal.Minimize;
        double own = Mean(track.Values), other = Mean(best.Values);
        if (minimize ? own <= other : own >= other)
            return PruneDecision.Continue;
        double p = SignedRankTest.PValue([.. differences], greater: minimize);
        return new PruneDecision(p < pThreshold);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum / values.Length;
    }
}
