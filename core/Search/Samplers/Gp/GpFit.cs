using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>
/// Hyper-parameters by maximum a posteriori. The prior of a length scale is log-normal around a value that grows with the square
/// root of the number of dimensions (Hvarfner et al., "Vanilla Bayesian optimization performs great in high dimensions", 2024);
/// signal and noise have gamma priors as in Optuna.
/// </summary>
internal static class GpFit
{
    private const double SmallestNoise = 1e-9, LengthDeviation = 1.7320508075688772;

    /// <summary>Fits hyper-parameters to standardised losses.</summary>
    /// <param name="points">Where the losses were observed.</param>
    /// <param name="losses">Standardised losses, padded.</param>
    /// <param name="shape">The covariance's shape.</param>
    /// <param name="sums">Whether a sum of one-parameter functions is part of the covariance.</param>
    /// <param name="evaluations">How often the likelihood may be computed.</param>
    /// <returns>The hyper-parameters and the logarithm of their posterior density.</returns>
    public static (GpSettings Settings, double LogPosterior) Fit(
        GpPoints points, double[] losses, GpShape shape, bool sums, int evaluations)
    {
        int scales = points.Scales, size = (sums ? (2 * scales) + 1 : scales) + 2;
        // The median of the prior, in the logarithm of the inverse squared length; half a unit shorter than Hvarfner's. A function
        // of one parameter alone can vary faster.
        double centre = -2 * (0.9 + (0.5 * PortableMath.Log(Math.Max(1, scales)))), sumCentre = 0;
        double[] x = new double[size], low = new double[size], high = new double[size];
        x.AsSpan(0, scales).Fill(Math.Max(centre, -2 * PortableMath.Log(1.2)));
        low.AsSpan(0, scales).Fill(centre - 8);
        high.AsSpan(0, scales).Fill(9);
        if (sums)
        {
            x.AsSpan(scales, scales).Fill(3);
            low.AsSpan(scales, scales).Fill(-8);
            high.AsSpan(scales, scales).Fill(9);
            (x[2 * scales], low[2 * scales], high[2 * scales]) = (0, -7, 7);
        }

        (x[^2], low[^2], high[^2]) = (0, sums ? -9 : -5, 7);
        (x[^1], low[^1], high[^1]) = (PortableMath.Log(1e-3), PortableMath.Log(SmallestNoise), PortableMath.Log(2));
        double value = BoxLbfgs.Minimize(Negative, x, low, high, evaluations, 1e-3);
        return (Decode(x), -value);

        double Negative(ReadOnlySpan<double> theta, Span<double> gradient)
        {
            GpSettings settings = Decode(theta);
            double log = GpLikelihood.Log(points, losses, settings, gradient);
            if (double.IsNegativeInfinity(log))
                return double.PositiveInfinity;
            for (int i = 0; i < (sums ? 2 * scales : scales); i++)
            {
                double distance = (theta[i] - (i < scales ? centre : sumCentre)) / (2 * LengthDeviation);
                log -= 0.5 * distance * distance;
                gradient[i] -= distance / (2 * LengthDeviation);
            }

            // Gamma(2, 1) on the signal, Gamma(1.1, 30) on the noise; the sum's signal is free between its bounds.
            log += theta[^2] - settings.Signal;
            gradient[^2] += 1 - settings.Signal;
            if (sums)
            {
                log -= settings.SumSignal;
                gradient[2 * scales] -= settings.SumSignal;
                log -= theta[^2];
                gradient[^2] -= 1;
            }

            log += (0.1 * theta[^1]) - (30 * settings.Noise);
            gradient[^1] += 0.1 - (30 * settings.Noise);
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] = -gradient[i];
            return -log;
        }

        GpSettings Decode(ReadOnlySpan<double> theta)
        {
            var weights = new double[theta.Length];
            for (int i = 0; i < weights.Length; i++)
                weights[i] = PortableMath.Exp(theta[i]);
            return new GpSettings(shape, weights[..scales], weights[^2], weights[^1])
            {
                SumWeights = sums ? weights[scales..(2 * scales)] : null,
                SumSignal = sums ? weights[2 * scales] : 0,
            };
        }
    }
}
