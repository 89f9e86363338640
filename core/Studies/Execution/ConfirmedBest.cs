using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Execution;

/// <summary>
/// Follows the best trial of the last of several stages while it is at work. Not safe for several threads. Each trial is scored once: a
/// stage may keep a million.
/// </summary>
/// <param name="score">The score that ranks a trial of <see cref="StudyPlan.Confirmed"/>.</param>
public sealed class ConfirmedBest(Func<StudyPlan, long, double> score)
{
    private int seen;
    private RankedTrial? best;

    /// <summary>The best so far, or null before there is one.</summary>
    public RankedTrial? Of(StudyPlan plan)
    {
        // Trials that run again are no longer confirmed.
        if (plan.Confirmed.Count < seen)
            (seen, best) = (0, null);
        for (; seen < plan.Confirmed.Count; seen++)
        {
            var next = new RankedTrial(plan.Confirmed[seen], score(plan, plan.Confirmed[seen]));
            if (double.IsFinite(next.Score)
                && (best is not { } known
                    || plan.Spec.Metrics[0].Goal.CompareRank(next.Score, next.Trial, known.Score, known.Trial) < 0))
                best = next;
        }

        return best;
    }
}
