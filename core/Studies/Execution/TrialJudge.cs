using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Pruners;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Execution;

/// <summary>
/// Turns what a trial reports into the pruner's decision, and what it ends with into its result: the one way in which this is done,
/// whether a host evaluates the trial or an agent outside. Safe for several threads.
/// </summary>
public sealed class TrialJudge
{
    private readonly StudySpec spec;
    private readonly IPruner? pruner;
    private readonly int? lastStep;
    private readonly TrialScorer[] scorers;

    /// <summary>Prepares a study.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="metrics">The objective's metrics, in order.</param>
    /// <param name="lastStep">The last step of a whole evaluation, or null where nobody knows.</param>
    /// <exception cref="InvalidInputException">The study asks for what its objective does not have.</exception>
    public TrialJudge(StudySpec spec, IReadOnlyList<string> metrics, int? lastStep)
    {
        (this.spec, this.lastStep) = (spec, lastStep);
        pruner = spec.Pruner is null or { Name: "none" } ? null : PrunerRegistry.Create(spec.Pruner, spec.Name);
        scorers = [.. spec.Metrics.Select((_, metric) => new TrialScorer(spec, metrics, spec.Stages[0].Scenarios, metric))];
        Columns = metrics.Count;
    }

    /// <summary>How many metrics the objective has.</summary>
    public int Columns { get; }

    /// <summary>Whether trials may be stopped early.</summary>
    public bool Prunes => pruner is not null;

    /// <summary>
    /// Whether a report is about its step alone: the signed-rank test compares trials slice by slice, all others what has been reached so
    /// far.
    /// </summary>
    public bool ComparesSlices => pruner is WilcoxonPruner;

    /// <summary>The value of a report.</summary>
    /// <param name="row">The metrics.</param>
    /// <param name="step">The step; the low-trade rule asks for its share of all trades.</param>
    public double StepScore(ReadOnlySpan<double> row, int step) =>
        scorers[0].Score(row, lastStep is int last ? (double)(ComparesSlices ? 1 : step) / last : 1);

    /// <summary>Judges a trial after a report.</summary>
    /// <param name="history">The trials that the pruner compares with.</param>
    /// <param name="trial">The trial's number.</param>
    /// <param name="reports">Its reports so far, with the decisions on all but the last.</param>
    public PruneDecision Decide(StudyHistory history, long trial, IReadOnlyList<(int Step, double Value, PruneDecision Decision)> reports)
    {
        if (pruner is null)
            return PruneDecision.Continue;
        PruneDecision decision;
        lock (history.Gate)
        {
            // One that has ended meanwhile is beyond judging; whoever asks finds that out.
            if (history.Reports.Find(trial) is not null)
                return PruneDecision.Continue;
            decision = history.Reports.Judge(pruner, trial, reports);
        }

        // Stopping after the last step would save nothing and lose a finished trial.
        return reports[^1].Step == lastStep ? decision with { Prune = false } : decision;
    }

    /// <summary>The result of a trial that ran to its end; a failed or undefined one where a score is no finite number.</summary>
    /// <param name="item">The trial.</param>
    /// <param name="metrics">The metrics, scenario by scenario of the first stage.</param>
    /// <param name="steps">What it reported.</param>
    public TrialResult Complete(EvaluateTrial item, double[] metrics, IReadOnlyList<StepReport> steps)
    {
        int scenarios = metrics.Length / Columns;
        var scores = new double[scorers.Length];
        for (int metric = 0; metric < scores.Length; metric++)
        {
            double[] each = [.. Enumerable.Range(0, scenarios).Select(s => scorers[metric].Score(metrics.AsSpan(s * Columns, Columns)))];
            scores[metric] = scorers[metric].Rank(each);
            string? undefined = Enumerable.Range(0, scenarios).Select(
                s => scorers[metric].Undefined(metrics.AsSpan(s * Columns, Columns))).FirstOrDefault(why => why is not null);
            (TrialOutcome state, string? reason) = TrialScorer.Judge(scores[metric], null, undefined, spec.Metrics[metric].Name);
            if (state != TrialOutcome.Complete)
                return Failed(item, reason!, steps) with { Outcome = state, Metrics = metrics };
        }

        return new TrialResult(item.Id, 0, item.Trial, TrialOutcome.Complete, scores, metrics, steps, null);
    }

    /// <summary>The result of a trial that was stopped early.</summary>
    /// <param name="item">The trial.</param>
    /// <param name="metrics">The metrics of the first scenario after its last step.</param>
    /// <param name="steps">What it reported, one or more.</param>
    public TrialResult Pruned(EvaluateTrial item, double[] metrics, IReadOnlyList<StepReport> steps) =>
        new(item.Id, 0, item.Trial, TrialOutcome.Pruned, [.. scorers.Select(scorer => scorer.Score(metrics))], metrics, steps, null);

    /// <summary>The result of a trial that nobody took before the search ended.</summary>
    public TrialResult Dropped(EvaluateTrial item) =>
        Failed(item, "The search ended before an agent took this trial.", []) with { Outcome = TrialOutcome.Dropped };

    /// <summary>The result of a trial that failed.</summary>
    public TrialResult Failed(EvaluateTrial item, string reason, IReadOnlyList<StepReport> steps) =>
        new(item.Id, 0, item.Trial, TrialOutcome.Failed, [.. scorers.Select(_ => double.NaN)], [], steps, reason);
}
