using ServerlessTuner.Core.Learning.Networks;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>
/// Independent normal numbers around the outputs, with standard deviations that are learnt and do not depend on what is seen.
/// </summary>
/// <param name="count">How many.</param>
/// <param name="parameters">Where the logarithms of the deviations are kept.</param>
/// <param name="offset">Their place.</param>
internal sealed class GaussianHead(int count, FloatBuffer parameters, int offset) : PpoHead
{
    private const double HalfLogTwoPi = 0.91893853320467274178;
    private readonly double[] inverse = new double[count], logs = new double[count];

    /// <summary>Takes the deviations as they are now; after every change of them.</summary>
    public void Refresh()
    {
        for (int i = 0; i < count; i++)
        {
            logs[i] = parameters.Span[offset + i];
            inverse[i] = PortableMath.Exp(-logs[i]);
        }
    }

    /// <inheritdoc/>
    public override double Draw(ReadOnlySpan<float> outputs, ref RandomStream random, Span<float> action)
    {
        for (int i = 0; i < count; i++)
            action[i] = (float)(outputs[i] + (random.NextNormal() / inverse[i]));
        return Judge(outputs, action).LogProbability;
    }

    /// <inheritdoc/>
    public override (double LogProbability, double Entropy) Judge(ReadOnlySpan<float> outputs, ReadOnlySpan<float> action)
    {
        double probability = 0, entropy = 0;
        for (int i = 0; i < count; i++)
        {
            double z = (action[i] - outputs[i]) * inverse[i];
            probability -= (0.5 * z * z) + logs[i] + HalfLogTwoPi;
            entropy += logs[i] + 0.5 + HalfLogTwoPi;
        }

        return (probability, entropy);
    }

    /// <inheritdoc/>
    public override void Differentiate(
        ReadOnlySpan<float> outputs, ReadOnlySpan<float> action, double byLog, double byEntropy, Span<float> gradient, Span<double> own)
    {
        for (int i = 0; i < count; i++)
        {
            double z = (action[i] - outputs[i]) * inverse[i];
            gradient[i] = (float)(byLog * z * inverse[i]);
            own[i] += (byLog * ((z * z) - 1)) + byEntropy;
        }
    }
}
