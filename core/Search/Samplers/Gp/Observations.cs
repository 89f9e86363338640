namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>What a model is trained on: one row per trial that says something about the objective.</summary>
/// <param name="Codes">The trials' values as codes.</param>
/// <param name="Losses">Their losses; failed and pruned trials stand in with a bad one.</param>
internal sealed record Observations(List<double[]> Codes, List<double> Losses)
{
    /// <summary>
    /// Takes the observations from a history. A failed trial counts as the worst complete one; a pruned trial as its last report,
    /// but as no better than the median, since it was stopped for a reason.
    /// </summary>
    /// <param name="log">The history.</param>
    /// <param name="count">How many of its first trials to take.</param>
    /// <param name="loss">One number for the losses of a complete trial; null for the first of them.</param>
    public static Observations From(TrialLog log, int count, Func<IReadOnlyList<double>, double>? loss = null)
    {
        loss ??= static losses => losses[0];
        var codes = new List<double[]>();
        var losses = new List<double>();
        double[] sorted = [.. log.Trials.Take(count).Where(IsComplete).Select(trial => loss(trial.Losses)).Order()];
        if (sorted.Length == 0)
            return new Observations(codes, losses);
        for (int i = 0; i < count; i++)
        {
            FinishedTrial trial = log.Trials[i];
            double value = IsComplete(trial) ? loss(trial.Losses) : sorted[^1];
            if (trial.Outcome == TrialOutcome.Pruned && trial.Steps is [.., { Loss: var last }] && double.IsFinite(last))
                value = Math.Max(last, sorted[sorted.Length / 2]);
            codes.Add(log.Codes(i));
            losses.Add(value);
        }

        return new Observations(codes, losses);
    }

    private static bool IsComplete(FinishedTrial trial) =>
        trial.Outcome == TrialOutcome.Complete && trial.Losses.Count > 0 && trial.Losses.All(double.IsFinite);
}
