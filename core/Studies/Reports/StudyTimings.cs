using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Reports;

/// <summary>How long a study took. Measured by the host: the only part of the results that another run does not repeat.</summary>
/// <param name="Stages">The stages, in order.</param>
/// <param name="Workers">How many threads or hosts worked at once, or null where that is not known.</param>
public sealed record StudyTimings(IReadOnlyList<StageTiming> Stages, int? Workers = null)
{
    /// <summary>The timings of a finished study.</summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="work">The work of the first and the second stage, in seconds.</param>
    /// <param name="wall">What each took on the clock, or null where that is not known.</param>
    /// <param name="workers">How many threads or hosts worked at once, or null where that is not known.</param>
    public static StudyTimings Of(StudyPlan plan, IReadOnlyList<double> work, IReadOnlyList<double>? wall = null, int? workers = null)
    {
        var stages = new List<StageTiming> { new(plan.Trials * plan.Spec.Stages[0].Scenarios.Count, work[0], wall?[0]) };
        if (plan.Shape.Confirmation is not null)
            stages.Add(new StageTiming(plan.TotalOf(2), work[1], wall?[1]));
        return new StudyTimings(stages, workers);
    }

    /// <summary>
    /// What one stage with all scenarios of the last would have taken, from the time of an evaluation in the first stage; null in a
    /// study with one stage, or with nothing to measure by.
    /// </summary>
    /// <param name="spec">The study.</param>
    /// <param name="trials">How many trials it evaluated.</param>
    public double? SingleStageWorkSeconds(StudySpec spec, long trials) =>
        Confirmation.Of(spec) is not { } last || Stages.Count < 2 || Stages[0].Evaluations == 0
            ? null
            : Stages[0].WorkSeconds / Stages[0].Evaluations * trials * last.Scenarios.Count;

    /// <summary>
    /// What two stages saved against one, in seconds of work; null where there is nothing to compare. Negative where they cost more.
    /// </summary>
    /// <param name="spec">The study.</param>
    /// <param name="trials">How many trials it evaluated.</param>
    public double? SavedWorkSeconds(StudySpec spec, long trials) =>
        SingleStageWorkSeconds(spec, trials) is double single ? single - Stages.Sum(stage => stage.WorkSeconds) : null;
}
