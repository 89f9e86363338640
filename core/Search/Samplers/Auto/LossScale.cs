using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Search.Samplers.Auto;

/// <summary>
/// How losses are brought to a scale on which a Gaussian process is a fair model: as they are, or by ln(1 + (loss − least) / unit),
/// which spreads what is close to the best and pulls in what is far off; then to mean 0 and deviation 1.
/// </summary>
internal sealed class LossScale
{
    private readonly double least, unit, mean, deviation;

    private LossScale(double least, double unit, double mean, double deviation) =>
        (this.least, this.unit, this.mean, this.deviation) = (least, unit, mean, deviation);

    /// <summary>Fits a scale to losses.</summary>
    /// <param name="losses">The losses.</param>
    /// <param name="logarithmic">Whether to take the logarithm; its unit is a tenth of the distance from the least to the median.</param>
    public static LossScale Fit(IReadOnlyList<double> losses, bool logarithmic)
    {
        double[] sorted = [.. losses.Order()];
        double tenth = logarithmic ? 0.1 * (sorted[sorted.Length / 2] - sorted[0]) : 0;
        var bare = new LossScale(sorted[0], tenth > 0 ? tenth : 0, 0, 1);
        double sum = 0, square = 0;
        foreach (double loss in losses)
            sum += bare.Bend(loss);
        double centre = sum / losses.Count;
        foreach (double loss in losses)
            square += (bare.Bend(loss) - centre) * (bare.Bend(loss) - centre);
        double spread = Math.Sqrt(square / losses.Count);
        return new LossScale(bare.least, bare.unit, centre, spread > 0 ? spread : 1);
    }

    public double Apply(double loss) => Math.Clamp((Bend(loss) - mean) / deviation, -1e3, 1e3);

    private double Bend(double loss) => unit > 0 ? PortableMath.Log1P(Math.Max(0, loss - least) / unit) : loss;

    /// <summary>The logarithm of the derivative at a loss: what makes likelihoods on different scales comparable.</summary>
    public double LogSlope(double loss) =>
        -PortableMath.Log(deviation) - (unit > 0 ? PortableMath.Log(unit) + PortableMath.Log1P(Math.Max(0, loss - least) / unit) : 0);
}
