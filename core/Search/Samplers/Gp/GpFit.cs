namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>
/// Hyper-parameters by maximum a posteriori. The prior of a length scale is log-normal around a value that grows with the square
/// root of the number of dimensions (Hvarfner et al., "Vanilla Bayesian optimization performs great in high dimensions", 2024);
/// signal and noise have gamma priors as in Optuna.
/// </summary>
internal static class GpFit
{
    private const double SmallestNoise = 1e-6, LengthDeviation = 1.7320508075688772;

    /// <summary>Fits hyper-parameters to standardised losses.</summary>
    /// <param name="points">Where the losses were observed.</param>
    /// <param name="losses">Standardised losses, padded.</param>
    /// <param name="shape">The covariance's shape.</param>
    /// <param name="evaluations">How often the likelihood may be computed.</param>
    /// <param name="start">Where to start, or null for the prior's middle.</param>
    /// <returns>The hyper-parameters and the logarithm of their posterior density.</returns>
    public static (GpSettings Settings, double LogPosterior) Fit(GpPoints points, double[] losses, GpShape shape, int evaluations, GpSettings? start = null)
    {
        int scales = points.Scales;
        // The median of the prior, in the logarithm of the inverse squared length; half a unit shorter than Hvarfner's.
        double centre = -2 * (0.9 + (0.5 * PortableMath.Log(Math.Max(1, scales))));
        double[] x = new double[scales + 2], low = new double[scales + 2], high = new double[scales + 2];
        x.AsSpan(0, scales).Fill(Math.Max(centre, -2 * PortableMath.Log(1.2)));
        low.AsSpan(0, scales).Fill(centre - 8);
        high.AsSpan(0, scales).Fill(9);
        (x[^2], low[^2], high[^2]) = (0, -5, 7);
        (x[^1], low[^1], high[^1]) = (PortableMath.Log(1e-3), PortableMath.Log(SmallestNoise), PortableMath.Log(2));
        if (start is not null)
        {
            for (int i = 0; i < scales; i++)
                x[i] = PortableMath.Log(start.Weights[i]);
            (x[^2], x[^1]) = (PortableMath.Log(start.Signal), PortableMath.Log(start.Noise));
        }

        double value = BoxLbfgs.Minimize(Negative, x, low, high, evaluations, 1e-3);
        return (Decode(x), -value);

        double Negative(ReadOnlySpan<double> theta, Span<double> gradient)
        {
            GpSettings settings = Decode(theta);
            double log = GpLikelihood.Log(points, losses, settings, gradient);
            if (double.IsNegativeInfinity(log))
                return double.PositiveInfinity;
            for (int i = 0; i < scales; i++)
            {
                double distance = (theta[i] - centre) / (2 * LengthDeviation);
                log -= 0.5 * distance * distance;
                gradient[i] -= distance / (2 * LengthDeviation);
            }

            // Gamma(2, 1) on the signal, Gamma(1.1, 30) on the noise.
            log += theta[^2] - settings.Signal;
            gradient[^2] += 1 - settings.Signal;
            log += (0.1 * theta[^1]) - (30 * settings.Noise);
            gradient[^1] += 0.1 - (30 * settings.Noise);
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] = -gradient[i];
            return -log;
        }

        GpSettings Decode(ReadOnlySpan<double> theta)
        {
            var weights = new double[scales];
            for (int i = 0; i < scales; i++)
                weights[i] = PortableMath.Exp(theta[i]);
            return new GpSettings(shape, weights, PortableMath.Exp(theta[^2]), PortableMath.Exp(theta[^1]));
        }
    }
}
