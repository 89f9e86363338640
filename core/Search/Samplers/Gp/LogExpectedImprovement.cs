using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>
/// The logarithm of the expected improvement below a target (Ament et al., "Unexpected improvements to expected improvement",
/// 2023): has a gradient even where the improvement itself underflows.
/// </summary>
internal static class LogExpectedImprovement
{
    /// <summary>The value at a posterior mean and deviation, and its derivatives by both.</summary>
    public static double Value(double mean, double deviation, double target, out double byMean, out double byDeviation)
    {
        double z = (target - mean) / deviation;
        double log = LogH(z, out double ratio);

        // h = φ + z Φ, so h' = Φ.
        byMean = -ratio / deviation;
        byDeviation = (1 - (z * ratio)) / deviation;
        return log + PortableMath.Log(deviation);
    }

    /// <summary>ln(φ(z) + z Φ(z)), and in <paramref name="ratio"/> its derivative Φ(z) / (φ(z) + z Φ(z)).</summary>
    internal static double LogH(double z, out double ratio)
    {
        const double LogRoot2Pi = 0.91893853320467274178;
        if (z > -1)
        {
            double cdf = PortableMath.NormalCdf(z), h = PortableMath.NormalDensity(z) + (z * cdf);
            ratio = cdf / h;
            return PortableMath.Log(h);
        }

        // In units of φ: Φ = m φ with Mills' ratio m, and h = (1 + z m) φ, which cancels far out: there by its series.
        double mills = z > -40 ? PortableMath.Exp(PortableMath.LogNormalCdf(z) + (0.5 * z * z) + LogRoot2Pi) : -1 / z * (1 - (1 / (z * z)));
        double rest = z > -40 ? 1 + (z * mills) : (1 - (3 / (z * z))) / (z * z);
        ratio = mills / rest;
        return (-0.5 * z * z) - LogRoot2Pi + PortableMath.Log(rest);
    }
}
