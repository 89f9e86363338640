using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Search.Functions;
using ServerlessTuner.Core.Studies.Objectives;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Core.Studies.Execution;

/// <summary>Scores trials that have been through the last of several stages. It needs the study alone, and no data.</summary>
public sealed class FinalistScorer
{
    private readonly StudySpec spec;
    private readonly TrialScorer scorer;

    /// <summary>Prepares a study.</summary>
    public FinalistScorer(StudySpec spec)
    {
        this.spec = spec;
        scorer = new TrialScorer(spec, MetricsOf(spec), spec.Stages[^1].Scenarios);
    }

    /// <summary>The score under each scenario of the last stage, and the one that ranks.</summary>
    /// <param name="plan">The plan; the trial is one of <see cref="StudyPlan.Confirmed"/>.</param>
    /// <param name="trial">The trial's number.</param>
    public Finalist Score(StudyPlan plan, long trial)
    {
        double[] scores = [
            .. spec.Stages[^1].Scenarios.Select(
                name => plan.Candidate(trial, name) is { Failure: null } result ? scorer.Score([.. result.Metrics]) : double.NaN)
        ];
        return new Finalist(trial, scorer.Rank(scores), scores);
    }

    // As the objective names them.
    private static IReadOnlyList<string> MetricsOf(StudySpec spec) => spec.Objective switch
    {
        BacktestSpec => BacktestObjective.MetricsOf([.. spec.Data.Select(data => data.Symbol)]),
        ModelSpec => ModelMetrics.Names,
        PolicySpec policy => [.. policy.Metrics.Select(metric => metric.Name)],
        FunctionSpec => [.. FunctionObjective.MetricDefinitions.Select(metric => metric.Name)],
        ExternalSpec external => new ExternalObjective(external, spec.Metrics).Metrics,
        _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Objective, "An unknown objective."),
    };
}
