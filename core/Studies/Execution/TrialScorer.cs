using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Execution;

/// <summary>Turns metrics into scores, and the scores of several scenarios into the one that ranks.</summary>
public sealed class TrialScorer
{
    private readonly StudySpec spec;
    private readonly Goal goal;
    private readonly BoundExpression metric;
    private readonly int tradesColumn;
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
        tradesColumn = metrics is string[] array ? Array.IndexOf(array, "trades") : metrics.ToList().IndexOf("trades");
        if (spec.FinalRank is not ("worst" or "mean") && scenarios.Count > 1)
            finalRank = Expression.Compile(spec.FinalRank, [.. scenarios.Select(scenario => $"score_{scenario}")]);
    }

    /// <summary>The score of one row of metrics; NaN where the value is not a finite number, which fails the trial.</summary>
    /// <param name="row">The objective's metrics.</param>
    /// <param name="share">The share of the evaluation behind the row; the low-trade rule asks for this share of its trades.</param>
    public double Score(ReadOnlySpan<double> row, double share = 1)
    {
        double score = Value(row);
        return tradesColumn < 0 || double.IsNaN(score) ? score : Scores.Penalise(score, row[tradesColumn] / share, spec.Score, goal);
    }

    /// <summary>The study's metric as the objective gave it, before the low-trade rule; NaN where it is not a finite number.</summary>
    /// <param name="row">The objective's metrics.</param>
    public double Value(ReadOnlySpan<double> row) => metric.Evaluate(row) is var value && double.IsFinite(value) ? value : double.NaN;

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
}
