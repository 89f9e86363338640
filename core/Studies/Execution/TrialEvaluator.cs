using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Pruners;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Execution;

/// <summary>Evaluates one trial of a search in batches: all scenarios of the first stage, with reports and pruning on the way.</summary>
internal sealed class TrialEvaluator
{
    private readonly StudySpec spec;
    private readonly IObjective objective;
    private readonly TimeProvider time;
    private readonly TrialJudge judge;

    public TrialEvaluator(StudySpec spec, IObjective objective, TimeProvider time)
    {
        (this.spec, this.objective, this.time) = (spec, objective, time);
        judge = new TrialJudge(spec, objective.Metrics, objective.Steps);
    }

    /// <summary>Runs the trial to its end, or to the step at which the pruner stops it.</summary>
    /// <exception cref="InvalidInputException">The study asks for what its objective does not have: no trial could run.</exception>
    public TrialResult Run(EvaluateTrial item, StudyHistory history, CancellationToken cancellation)
    {
        long start = time.GetTimestamp(), allocated = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return Evaluate(item, history, cancellation) with
            {
                Seconds = time.GetElapsedTime(start).TotalSeconds,
                Bytes = spec.Objective is ModelSpec ? GC.GetAllocatedBytesForCurrentThread() - allocated : null,
            };
        }
        catch (Exception fault) when (fault is not (InvalidInputException or OperationCanceledException))
        {
            return judge.Failed(
                item, $"{fault.GetType().Name}: {fault.Message}", []) with { Seconds = time.GetElapsedTime(start).TotalSeconds };
        }
    }

    private TrialResult Evaluate(EvaluateTrial item, StudyHistory history, CancellationToken cancellation)
    {
        IReadOnlyList<string> scenarios = spec.Stages[0].Scenarios;
        int columns = objective.Metrics.Count;
        var metrics = new double[scenarios.Count * columns];
        var steps = new List<StepReport>();
        for (int s = 0; s < scenarios.Count; s++)
        {
            var table = new MetricTable(1, columns);
            Scenario scenario = spec.ScenarioNamed(scenarios[s]);
            if (s == 0 && judge.Prunes && objective.Steps > 1)
                EvaluateSteps(item, scenario, table, steps, history, cancellation);
            else
                objective.Evaluate([item.Values], scenario, objective.Steps, table, cancellation);
            if (s == 0 && !judge.Prunes && table.StepMetrics(0) is double[] rows)
                steps.AddRange(
                    Enumerable.Range(1, rows.Length / columns).Select(
                        step => new StepReport(step, judge.StepScore(rows.AsSpan((step - 1) * columns, columns), step), default)));
            if (table.Failure(0) is { } failure)
                return judge.Failed(item, scenarios.Count > 1 ? $"{scenarios[s]}: {failure}" : failure, steps);
            table.Row(0).CopyTo(metrics.AsSpan(s * columns));
            if (steps is [.., { Decision.Prune: true }])
                return judge.Pruned(item, metrics[..columns], steps);
        }

        return judge.Complete(item, metrics, steps);
    }

    private void EvaluateSteps(
        EvaluateTrial item,
        Scenario scenario,
        MetricTable table,
        List<StepReport> steps,
        StudyHistory history,
        CancellationToken cancellation)
    {
        var reports = new List<(int, double, PruneDecision)>(objective.Steps);
        objective.EvaluateSteps(
            item.Values,
            scenario,
            judge.ComparesSlices,
            table,
            (step, row) =>
            {
                double value = judge.StepScore(row, step);
                // Few trades so far are no sign that the trial is poor: the pruner hears of it once it has a value.
                if (double.IsNaN(value) && spec.Objective.TradesMetric is not null)
                {
                    steps.Add(new StepReport(step, value, PruneDecision.Continue));
                    return true;
                }

                reports.Add((step, value, default));
                PruneDecision decision = judge.Decide(history, item.Trial, reports);
                reports[^1] = (step, value, decision);
                steps.Add(new StepReport(step, value, decision));
                return !decision.Prune;
            },
            cancellation);
    }
}
