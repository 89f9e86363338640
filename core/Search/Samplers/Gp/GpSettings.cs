namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>Hyper-parameters of a Gaussian process on standardised losses.</summary>
/// <param name="Shape">The covariance's shape.</param>
/// <param name="Weights">Inverse squared length scales of the joint part.</param>
/// <param name="Signal">The variance of the joint part.</param>
/// <param name="Noise">The variance of an observation around the function.</param>
internal sealed record GpSettings(GpShape Shape, double[] Weights, double Signal, double Noise)
{
    /// <summary>
    /// Inverse squared length scales of a sum of functions of one parameter each (Duvenaud et al., 2011), or null for none.
    /// </summary>
    public double[]? SumWeights { get; init; }

    /// <summary>The variance of the sum of one-parameter functions.</summary>
    public double SumSignal { get; init; }

    /// <summary>The variance of the function anywhere.</summary>
    public double Variance => Signal + (SumWeights is null ? 0 : SumSignal);
}
