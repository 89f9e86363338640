namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>A fitted Gaussian process over the features of a space, and the target that an improvement must beat.</summary>
internal sealed class Surrogate
{
    private Surrogate(GpModel model, double target) => (Model, Target) = (model, target);

    public GpModel Model { get; }

    /// <summary>The lowest posterior mean at a trial, standardised: with noise, less greedy than the lowest loss.</summary>
    public double Target { get; }

    /// <summary>Conditions on standardised losses; pending points count as if they had given what the model expects.</summary>
    /// <param name="features">The features of the space.</param>
    /// <param name="rows">The features of the trials.</param>
    /// <param name="losses">Their standardised losses.</param>
    /// <param name="pending">The features of trials under way.</param>
    /// <param name="settings">The hyper-parameters.</param>
    /// <param name="targetRow">The trial to improve on, or null for the best.</param>
    /// <param name="margin">By how much an improvement must exceed the target.</param>
    /// <returns>Null where the covariance stays singular.</returns>
    public static Surrogate? Condition(
        GpFeatures features,
        IReadOnlyList<double[]> rows,
        double[] losses,
        IReadOnlyList<double[]> pending,
        GpSettings settings,
        int? targetRow = null,
        double margin = 0)
    {
        GpModel? model = Condition(new GpPoints(rows, features.ScaleOf, features.Scales), Padded(losses), ref settings);
        if (model is null)
            return null;
        double[] fitted = model.FittedMeans(losses);
        double target = (targetRow is int row ? fitted[row] : fitted.Min()) - margin;
        if (pending.Count > 0)
        {
            // Kriging believer: spreads a batch without knowing its results.
            double[] all = [.. losses, .. pending.Select(point => model.PredictMean(point))];
            model = Condition(new GpPoints([.. rows, .. pending], features.ScaleOf, features.Scales), Padded(all), ref settings) ?? model;
        }

        return new Surrogate(model, target);
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
}
