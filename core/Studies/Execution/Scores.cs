using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Execution;

/// <summary>Rules that turn metrics into the score that ranks.</summary>
public static class Scores
{
    /// <summary>
    /// Applies the low-trade rule: a score from fewer than <see cref="ScoreSpec.MinTrades"/> trades becomes
    /// score − (1 − penalty) · |score|, which is never better. Where less is better, the difference is added.
    /// </summary>
    /// <param name="score">The score.</param>
    /// <param name="trades">The number of trades it comes from.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="goal">Which way is better.</param>
    public static double Penalise(double score, double trades, ScoreSpec rule, Goal goal)
    {
        if (!(trades < rule.MinTrades))
            return score;
        double loss = (1 - rule.Penalty) * Math.Abs(score);
        return goal == Goal.Maximize ? score - loss : score + loss;
    }
}
