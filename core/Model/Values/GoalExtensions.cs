namespace ServerlessTuner.Core.Model.Values;

/// <summary>Comparisons that respect a goal. NaN is worse than every number, so a failed value never wins.</summary>
public static class GoalExtensions
{
    /// <summary>The value as a loss: smaller is better, and NaN becomes positive infinity.</summary>
    public static double ToLoss(this Goal goal, double value) =>
        double.IsNaN(value) ? double.PositiveInfinity : goal == Goal.Minimize ? value : -value;

    /// <summary>Whether <paramref name="left"/> is strictly better than <paramref name="right"/>.</summary>
    public static bool IsBetter(this Goal goal, double left, double right) => goal.ToLoss(left) < goal.ToLoss(right);

    /// <summary>Orders by value, best first, ties by trial number.</summary>
    public static int CompareRank(this Goal goal, double leftValue, long leftTrial, double rightValue, long rightTrial)
    {
        int order = goal.ToLoss(leftValue).CompareTo(goal.ToLoss(rightValue));
        return order != 0 ? order : leftTrial.CompareTo(rightTrial);
    }
}
