using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Core.Studies.Execution;

/// <summary>Turns metrics into scores, and the scores of several scenarios into the one that ranks.</summary>
public sealed class TrialScorer
{
    private readonly StudySpec spec;
    private readonly Goal goal;
    private readonly BoundExpression metric;
    private readonly int tradesColumn;
    private readonly string name;
    private readonly bool isBacktest;
    private readonly string? needs;
    private readonly BoundExpression? finalRank;

    /// <summary>Binds the study's expressions to the metrics of its objective.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="metrics">The objective's metrics, in order.</param>
    /// <param name="scenarios">The scenarios over which <see cref="Rank"/> ranks, in order.</param>
    /// <param name="objective">Which of the study's metrics, from 0; those after the first only count in studies with several.</param>
    public TrialScorer(StudySpec spec, IReadOnlyList<string> metrics, IReadOnlyList<string> scenarios, int objective = 0)
    {
        this.spec = spec;
        goal = spec.Metrics[objective].Goal;
        metric = Expression.Compile(spec.Metrics[objective].Expression, metrics);
        name = spec.Metrics[objective].Name;
        tradesColumn = spec.Objective.TradesMetric is string trades ? IndexOf(metrics, trades) : IndexOf(metrics, "trades");
        isBacktest = spec.Objective is BacktestSpec;
        needs = isBacktest ? BacktestMetrics.All.FirstOrDefault(known => known.Name == spec.Metrics[objective].Expression)?.Needs : null;
        if (spec.FinalRank is not ("worst" or "mean") && scenarios.Count > 1)
            finalRank = Expression.Compile(spec.FinalRank, [.. scenarios.Select(scenario => $"score_{scenario}")]);
    }

    /// <summary>How a trial that ran to its end ended, and why where it has no score.</summary>
    /// <param name="score">Its ranking score.</param>
    /// <param name="failure">Why it failed under a scenario, or null.</param>
    /// <param name="undefined">Why a metric has no value, or null; see <see cref="Undefined"/>.</param>
    /// <param name="name">The metric's name.</param>
    public static (TrialOutcome State, string? Reason) Judge(double score, string? failure, string? undefined, string name)
    {
        if (failure is not null)
            return (TrialOutcome.Failed, failure);
        if (double.IsFinite(score))
            return (TrialOutcome.Complete, null);
        return undefined is null ? (TrialOutcome.Failed, $"{name} is not a finite number") : (TrialOutcome.Undefined, undefined);
    }

    /// <summary>
    /// Why a trial that trades has no value to be ranked by, or null where it has: it never traded, or not often enough for the metric.
    /// Such a
    /// trial did nothing wrong, but cannot win.
    /// </summary>
    /// <param name="row">The objective's metrics.</param>
    public string? Undefined(ReadOnlySpan<double> row)
    {
        if (spec.Objective.TradesMetric is null || double.IsFinite(Value(row)))
            return null;
        double trades = row[tradesColumn];
        if (trades == 0)
            return $"{name} is undefined: there are no trades";
        if (!isBacktest)
            return $"{name} is undefined";
        return $"{name} is undefined: {(needs is null ? "it" : $"it {needs}, and it")} has {trades:0} {(trades == 1 ? "trade" : "trades")}";
    }

    /// <summary>The score of one row of metrics; NaN where the metric has no value.</summary>
    /// <param name="row">The objective's metrics.</param>
    /// <param name="share">The share of the evaluation behind the row; the low-trade rule asks for this share of its trades.</param>
    public double Score(ReadOnlySpan<double> row, double share = 1)
    {
        double score = Value(row);
        return tradesColumn < 0 || double.IsNaN(score) ? score : Scores.Penalise(score, row[tradesColumn] / share, spec.Score, goal);
    }

    /// <summary>The study's metric as the objective gave it, before the low-trade rule; NaN where it is not a finite number.</summary>
    /// <param name="row">The objective's metrics.</param>
    public double Value(ReadOnlySpan<double> row)
    {
        // What never trades loses nothing, and would win wherever trading loses.
        double value = isBacktest && row[tradesColumn] == 0 ? double.NaN : metric.Evaluate(row);
        return double.IsFinite(value) ? value : double.NaN;
    }

    /// <summary>The ranking score over scenarios; NaN where any of them is.</summary>
    public double Rank(ReadOnlySpan<double> scores)
    {
        if (scores.Length == 1)
            return scores[0];
        if (finalRank is not null)
            return finalRank.Evaluate(scores);
        double sum = 0;
        double worst = scores[0];
        foreach (double score in scores)
        {
            sum += score;
            worst = goal == Goal.Maximize ? Math.Min(worst, score) : Math.Max(worst, score);
        }

        // The sum carries any NaN, wherever it stands.
        return spec.FinalRank == "mean" || double.IsNaN(sum) ? sum / scores.Length : worst;
    }

    // A loop: this runs at each start, where every instance of a generic method is compiled anew.
    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return i;
        }

        return -1;
    }
}
