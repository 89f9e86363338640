using System.Diagnostics;
using ServerlessTuner.Core.Objectives;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Pruners;
using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Core.Execution;

/// <summary>Evaluates one trial of a search in batches: all scenarios of the first stage, with reports and pruning on the way.</summary>
internal sealed class TrialEvaluator
{
    private readonly StudySpec spec;
    private readonly IObjective objective;
    private readonly IPruner? pruner;
    private readonly TrialScorer[] scorers;

    public TrialEvaluator(StudySpec spec, IObjective objective)
    {
        (this.spec, this.objective) = (spec, objective);
        pruner = spec.Pruner is null or { Name: "none" } ? null : PrunerRegistry.Create(spec.Pruner, spec.Name);
        scorers = [.. spec.Metrics.Select((_, metric) => new TrialScorer(spec, objective.Metrics, spec.Stages[0].Scenarios, metric))];
    }

    /// <summary>Runs the trial to its end, or to the step at which the pruner stops it.</summary>
    /// <exception cref="InvalidInputException">The study asks for what its objective does not have: no trial could run.</exception>
    public TrialResult Run(EvaluateTrial item, StudyHistory history, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            return Evaluate(item, history, cancellation) with { Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
        }
        catch (Exception fault) when (fault is not (InvalidInputException or OperationCanceledException))
        {
            return Failed(item, [], $"{fault.GetType().Name}: {fault.Message}") with { Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
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
            if (s == 0 && pruner is not null && objective.Steps > 1)
                EvaluateSteps(item, scenario, table, steps, history, cancellation);
            else
                objective.Evaluate([item.Values], scenario, objective.Steps, table, cancellation);
            if (s == 0 && pruner is null && table.StepMetrics(0) is double[] rows)
                steps.AddRange(Enumerable.Range(1, rows.Length / columns).Select(step => new StepReport(step, StepScore(rows.AsSpan((step - 1) * columns, columns), step), default)));
            if (table.Failure(0) is { } failure)
                return Failed(item, steps, scenarios.Count > 1 ? $"{scenarios[s]}: {failure}" : failure);
            table.Row(0).CopyTo(metrics.AsSpan(s * columns));
            if (steps is [.., { Decision.Prune: true }])
            {
                double[] reached = [.. scorers.Select(scorer => scorer.Score(metrics.AsSpan(0, columns)))];
                return new TrialResult(item.Id, 0, item.Trial, TrialOutcome.Pruned, reached, metrics[..columns], steps, null);
            }
        }

        var scores = new double[scorers.Length];
        for (int metric = 0; metric < scores.Length; metric++)
        {
            double[] each = [.. Enumerable.Range(0, scenarios.Count).Select(s => scorers[metric].Score(metrics.AsSpan(s * columns, columns)))];
            scores[metric] = scorers[metric].Rank(each);
            if (!double.IsFinite(scores[metric]))
                return Failed(item, steps, $"{spec.Metrics[metric].Name} is not a finite number") with { Metrics = metrics };
        }

        return new TrialResult(item.Id, 0, item.Trial, TrialOutcome.Complete, scores, metrics, steps, null);
    }

    private void EvaluateSteps(EvaluateTrial item, Scenario scenario, MetricTable table, List<StepReport> steps, StudyHistory history, CancellationToken cancellation)
    {
        var reports = new List<(int, double, PruneDecision)>(objective.Steps);
        // The signed-rank test compares trials slice by slice; all others compare what has been reached so far.
        bool alone = pruner is WilcoxonPruner;
        objective.EvaluateSteps(
            item.Values,
            scenario,
            alone,
            table,
            (step, row) =>
            {
                double value = StepScore(row, alone ? 1 : step);
                reports.Add((step, value, default));
                PruneDecision decision;
                lock (history.Gate)
                    decision = history.Reports.Judge(pruner!, item.Trial, reports);
                // Stopping after the last step would save nothing and lose a finished trial.
                if (step == objective.Steps)
                    decision = decision with { Prune = false };
                reports[^1] = (step, value, decision);
                steps.Add(new StepReport(step, value, decision));
                return !decision.Prune;
            },
            cancellation);
    }

    private double StepScore(ReadOnlySpan<double> row, int step) => scorers[0].Score(row, (double)step / objective.Steps);

    private TrialResult Failed(EvaluateTrial item, IReadOnlyList<StepReport> steps, string reason) =>
        new(item.Id, 0, item.Trial, TrialOutcome.Failed, [.. spec.Metrics.Select(_ => double.NaN)], [], steps, reason);
}
