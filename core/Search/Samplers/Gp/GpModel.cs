namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>
/// A Gaussian process conditioned on observations (Rasmussen and Williams, 2006, algorithm 2.1). Zero mean: losses are
/// standardised before. Keeps scratch space, so not for several threads at once.
/// </summary>
internal sealed class GpModel
{
    private readonly GpPoints points;
    private readonly GpCovariance kernel;
    private readonly double[][] inverse;
    private readonly double[] alpha;
    private readonly double[] covariance;
    private readonly double[] solved;
    private readonly double[] back;

    private GpModel(GpPoints points, GpSettings settings, double[][] inverse, double[] alpha)
    {
        (this.points, Settings, kernel, this.inverse, this.alpha) = (points, settings, new GpCovariance(points, settings), inverse, alpha);
        (covariance, solved, back) = (new double[points.Stride], new double[points.Stride], new double[points.Stride]);
    }

    public GpSettings Settings { get; }

    /// <summary>Conditions on observations, or returns null where the covariance is not positive definite.</summary>
    public static GpModel? Condition(GpPoints points, ReadOnlySpan<double> losses, GpSettings settings)
    {
        if (GpAlgebra.Factor(GpAlgebra.Covariance(points, settings), points) is not double[][] triangle)
            return null;
        double[][] inverted = GpAlgebra.InvertFactor(triangle, points);
        return new GpModel(points, settings, inverted, GpAlgebra.Solve(inverted, losses, points));
    }

    /// <summary>The posterior mean at a point.</summary>
    public double PredictMean(ReadOnlySpan<double> point)
    {
        kernel.Row(point, points.Stride, covariance);
        covariance.AsSpan(points.Count).Clear();
        return Lanes.Dot(covariance, alpha);
    }

    /// <summary>The posterior mean at a point and, in <paramref name="variance"/>, the variance of the function there.</summary>
    public double Predict(ReadOnlySpan<double> point, out double variance)
    {
        double mean = PredictMean(point);
        Array.Clear(solved);
        for (int j = 0; j < points.Count; j++)
            Lanes.AddScaled(covariance[j], inverse[j].AsSpan(j / 8 * 8), solved.AsSpan(j / 8 * 8));
        variance = Math.Max(Settings.Variance - Lanes.Dot(solved, solved), 1e-14 * Settings.Variance);
        return mean;
    }

    /// <summary>
    /// As <see cref="Predict(ReadOnlySpan{double}, out double)"/>, with the derivatives of mean and variance by each feature.
    /// </summary>
    public double Predict(ReadOnlySpan<double> point, out double variance, Span<double> meanSlope, Span<double> varianceSlope)
    {
        double mean = Predict(point, out variance);
        for (int j = 0; j < points.Count; j++)
            back[j] = Lanes.Dot(inverse[j].AsSpan(j / 8 * 8), solved.AsSpan(j / 8 * 8));
        for (int f = 0; f < meanSlope.Length; f++)
        {
            double[] column = points.Columns[f];
            double joint = Settings.Signal * kernel.JointWeights[f], meanSum = 0, varianceSum = 0;
            bool sums = kernel.SumWeights.Length > 0;
            double sum = sums ? Settings.SumSignal * kernel.SumWeights[f] : 0;
            double[] sumSlope = sums ? kernel.SumSlopes[f] : kernel.JointSlope;
            for (int j = 0; j < points.Count; j++)
            {
                double change = ((joint * kernel.JointSlope[j]) + (sum * sumSlope[j])) * (point[f] - column[j]);
                meanSum += change * alpha[j];
                varianceSum += change * back[j];
            }

            (meanSlope[f], varianceSlope[f]) = (2 * meanSum, -4 * varianceSum);
        }

        return mean;
    }

    /// <summary>The posterior means at the training points.</summary>
    public double[] FittedMeans(ReadOnlySpan<double> losses)
    {
        // K α = y − noise α.
        var means = new double[points.Count];
        for (int i = 0; i < means.Length; i++)
            means[i] = losses[i] - (Settings.Noise * alpha[i]);
        return means;
    }
}
