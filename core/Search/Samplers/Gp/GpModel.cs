namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>
/// A Gaussian process conditioned on observations (Rasmussen and Williams, 2006, algorithm 2.1). Zero mean: losses are
/// standardised before.
/// </summary>
internal sealed class GpModel
{
    private readonly GpPoints points;
    private readonly GpSettings settings;
    private readonly double[] featureWeights;
    private readonly double[][] inverse;
    private readonly double[] alpha;
    private readonly double[] correlation;
    private readonly double[] slope;
    private readonly double[] solved;
    private readonly double[] back;

    private GpModel(GpPoints points, GpSettings settings, double[] featureWeights, double[][] inverse, double[] alpha)
    {
        (this.points, this.settings, this.featureWeights, this.inverse, this.alpha) = (points, settings, featureWeights, inverse, alpha);
        (correlation, slope, solved, back) = (new double[points.Stride], new double[points.Stride], new double[points.Stride], new double[points.Stride]);
    }

    public GpSettings Settings => settings;

    /// <summary>Conditions on observations, or returns null where the covariance is not positive definite.</summary>
    public static GpModel? Condition(GpPoints points, ReadOnlySpan<double> losses, GpSettings settings)
    {
        double[] weights = GpAlgebra.FeatureWeights(points, settings);
        if (GpAlgebra.Factor(GpAlgebra.Covariance(points, settings, weights, slopes: null), points) is not double[][] triangle)
            return null;
        double[][] inverted = GpAlgebra.InvertFactor(triangle, points);
        return new GpModel(points, settings, weights, inverted, GpAlgebra.Solve(inverted, losses, points));
    }

    /// <summary>The posterior mean at a point and, in <paramref name="variance"/>, the variance of the function there.</summary>
    public double Predict(ReadOnlySpan<double> point, out double variance)
    {
        GpCovariance.Row(settings.Shape, points, featureWeights, point, points.Stride, correlation, slope);
        correlation.AsSpan(points.Count).Clear();
        double mean = settings.Signal * Lanes.Dot(correlation, alpha);
        Array.Clear(solved);
        for (int j = 0; j < points.Count; j++)
            Lanes.AddScaled(correlation[j], inverse[j].AsSpan(j / 8 * 8), solved.AsSpan(j / 8 * 8));
        variance = Math.Max(settings.Signal - (settings.Signal * settings.Signal * Lanes.Dot(solved, solved)), 1e-14 * settings.Signal);
        return mean;
    }

    /// <summary>The posterior mean alone.</summary>
    public double PredictMean(ReadOnlySpan<double> point)
    {
        GpCovariance.Row(settings.Shape, points, featureWeights, point, points.Stride, correlation, slope);
        correlation.AsSpan(points.Count).Clear();
        return settings.Signal * Lanes.Dot(correlation, alpha);
    }

    /// <summary>As <see cref="Predict(ReadOnlySpan{double}, out double)"/>, with the derivatives of mean and variance by each feature.</summary>
    public double Predict(ReadOnlySpan<double> point, out double variance, Span<double> meanSlope, Span<double> varianceSlope)
    {
        double mean = Predict(point, out variance);
        for (int j = 0; j < points.Count; j++)
            back[j] = Lanes.Dot(inverse[j].AsSpan(j / 8 * 8), solved.AsSpan(j / 8 * 8));
        for (int f = 0; f < featureWeights.Length; f++)
        {
            double[] column = points.Columns[f];
            double meanSum = 0, varianceSum = 0;
            for (int j = 0; j < points.Count; j++)
            {
                double change = slope[j] * (point[f] - column[j]);
                meanSum += change * alpha[j];
                varianceSum += change * back[j];
            }

            meanSlope[f] = 2 * settings.Signal * featureWeights[f] * meanSum;
            varianceSlope[f] = -4 * settings.Signal * settings.Signal * featureWeights[f] * varianceSum;
        }

        return mean;
    }

    /// <summary>The leave-nothing-out posterior means at the training points.</summary>
    public double[] FittedMeans(ReadOnlySpan<double> losses)
    {
        // K α = y − noise α.
        var means = new double[points.Count];
        for (int i = 0; i < means.Length; i++)
            means[i] = losses[i] - (settings.Noise * alpha[i]);
        return means;
    }
}
