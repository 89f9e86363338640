namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>How many trials a stage keeps.</summary>
public static class KeepCut
{
    private const int Fewest = 5;
    private const int Most = 50;

    /// <summary>Applies a rule to scores, best first.</summary>
    /// <returns>How many are kept, and why, where the rule had to choose.</returns>
    public static (int Keep, string? Reason) Decide(KeepRule rule, IReadOnlyList<double> scores)
    {
        if (!rule.Auto)
            return (Math.Min(rule.Count ?? scores.Count, scores.Count), null);
        if (scores.Count <= Fewest)
            return (scores.Count, $"All {scores.Count} were kept, because an automatic cut keeps at least {Fewest}.");

        int cut = Fewest;
        double largest = double.NegativeInfinity;
        for (int keep = Fewest; keep <= Math.Min(Most, scores.Count - 1); keep++)
        {
            double drop = Math.Abs(scores[keep - 1] - scores[keep]);
            if (drop > largest)
                (largest, cut) = (drop, keep);
        }

        return (
            cut,
            $"Cut after {cut}: the largest drop between {Fewest} and {Most} is {largest:R}, from {scores[cut - 1]:R} to {scores[cut]:R}.");
    }
}
