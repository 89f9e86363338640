using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>A distribution of actions given the outputs of the policy's network, and its derivatives.</summary>
internal abstract class PpoHead
{
    /// <summary>Draws an action.</summary>
    /// <param name="outputs">The network's outputs.</param>
    /// <param name="random">The chance.</param>
    /// <param name="action">Receives the action.</param>
    /// <returns>The logarithm of its probability or density.</returns>
    public abstract double Draw(ReadOnlySpan<float> outputs, ref RandomStream random, Span<float> action);

    /// <summary>The logarithm of the probability of an action, and the entropy.</summary>
    public abstract (double LogProbability, double Entropy) Judge(ReadOnlySpan<float> outputs, ReadOnlySpan<float> action);

    /// <summary>
    /// The gradient by the network's outputs, and by the numbers of the head itself, of <paramref name="byLog"/> times the logarithm of the
    /// probability plus <paramref name="byEntropy"/> times the entropy; right after <see cref="Judge"/> of the same row.
    /// </summary>
    public abstract void Differentiate(
        ReadOnlySpan<float> outputs, ReadOnlySpan<float> action, double byLog, double byEntropy, Span<float> gradient, Span<double> own);
}
