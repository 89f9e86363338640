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
    public static Observations From(TrialLog log)
    {
        var codes = new List<double[]>();
        var losses = new List<double>();
        double[] sorted = [.. log.Trials.Where(IsComplete).Select(trial => trial.Losses[0]).Order()];
        if (sorted.Length == 0)
            return new Observations(codes, losses);
        for (int i = 0; i < log.Trials.Count; i++)
        {
            FinishedTrial trial = log.Trials[i];
            double loss = IsComplete(trial) ? trial.Losses[0] : sorted[^1];
            if (trial.Outcome == TrialOutcome.Pruned && trial.Steps is [.., { Loss: var last }] && double.IsFinite(last))
                loss = Math.Max(last, sorted[sorted.Length / 2]);
            codes.Add(log.Codes(i));
            losses.Add(loss);
        }

        return new Observations(codes, losses);
    }

    private static bool IsComplete(FinishedTrial trial) => trial.Outcome == TrialOutcome.Complete && trial.Losses.Count > 0 && double.IsFinite(trial.Losses[0]);
}

/// <summary>A fitted Gaussian process over the features of a space, and the target that an improvement must beat.</summary>
internal sealed class Surrogate
{
    private Surrogate(GpModel model, double target, double mean, double scale) => (Model, Target, Mean, Scale) = (model, target, mean, scale);

    public GpModel Model { get; }

    /// <summary>The lowest posterior mean at a trial, standardised: with noise, less greedy than the lowest loss.</summary>
    public double Target { get; }

    public double Mean { get; }

    public double Scale { get; }

    /// <summary>Fits a process to features and losses; pending points count as if they had given what the model expects.</summary>
    public static Surrogate? Fit(GpFeatures features, IReadOnlyList<double[]> rows, IReadOnlyList<double> losses, IReadOnlyList<double[]> pending, GpShape shape, int fitRows, int evaluations)
    {
        (double mean, double scale) = Standard(losses);
        double[] standardised = [.. losses.Select(loss => Math.Clamp((loss - mean) / scale, -1e3, 1e3))];
        int[] chosen = Subset(losses, fitRows);
        var fitPoints = new GpPoints([.. chosen.Select(i => rows[i])], features.ScaleOf, features.Scales);
        (GpSettings settings, _) = GpFit.Fit(fitPoints, Padded([.. chosen.Select(i => standardised[i])]), shape, sums: false, evaluations);
        var points = new GpPoints(rows, features.ScaleOf, features.Scales);
        GpModel? model = Condition(points, Padded(standardised), ref settings);
        if (model is null)
            return null;
        double target = model.FittedMeans(standardised).Min();
        if (pending.Count > 0)
        {
            // Kriging believer: spreads a batch without knowing its results.
            double[] all = [.. standardised, .. pending.Select(row => model.PredictMean(row))];
            model = Condition(new GpPoints([.. rows, .. pending], features.ScaleOf, features.Scales), Padded(all), ref settings) ?? model;
        }

        return new Surrogate(model, target, mean, scale);
    }

    /// <summary>The log expected improvement and its gradient by the features.</summary>
    public double LogImprovement(ReadOnlySpan<double> point, Span<double> gradient)
    {
        Span<double> varianceSlope = stackalloc double[gradient.Length];
        double mean = Model.Predict(point, out double variance, gradient, varianceSlope), deviation = Math.Sqrt(variance);
        double value = LogExpectedImprovement.Value(mean, deviation, Target, out double byMean, out double byDeviation);
        for (int f = 0; f < gradient.Length; f++)
            gradient[f] = (byMean * gradient[f]) + (byDeviation * varianceSlope[f] / (2 * deviation));
        return value;
    }

    /// <summary>The log expected improvement.</summary>
    public double LogImprovement(ReadOnlySpan<double> point)
    {
        double mean = Model.Predict(point, out double variance);
        return LogExpectedImprovement.Value(mean, Math.Sqrt(variance), Target, out _, out _);
    }

    internal static double[] Padded(double[] values)
    {
        var padded = new double[Lanes.Pad(values.Length)];
        values.CopyTo(padded, 0);
        return padded;
    }

    private static GpModel? Condition(GpPoints points, double[] losses, ref GpSettings settings)
    {
        // Points that nearly coincide make the matrix singular; noise mends it.
        for (int attempt = 0; attempt < 6; attempt++)
        {
            if (GpModel.Condition(points, losses, settings) is GpModel model)
                return model;
            settings = settings with { Noise = settings.Noise * 10 };
        }

        return null;
    }

    private static (double Mean, double Scale) Standard(IReadOnlyList<double> losses)
    {
        double mean = losses.Sum() / losses.Count, square = 0;
        foreach (double loss in losses)
            square += (loss - mean) * (loss - mean);
        double deviation = Math.Sqrt(square / losses.Count);
        return (mean, deviation > 0 ? deviation : 1);
    }

    // The better half of what is wanted by loss, the rest evenly over the others.
    private static int[] Subset(IReadOnlyList<double> losses, int wanted)
    {
        int[] order = [.. Enumerable.Range(0, losses.Count).OrderBy(i => losses[i])];
        if (losses.Count <= wanted)
            return [.. order.Order()];
        int best = wanted / 2, others = wanted - best, left = losses.Count - best;
        return [.. order.Take(best).Concat(Enumerable.Range(0, others).Select(i => order[best + (int)((long)i * left / others)])).Order()];
    }
}
