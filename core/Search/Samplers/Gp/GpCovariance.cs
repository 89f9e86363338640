using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>The shape of a stationary covariance.</summary>
internal enum GpShape
{
    /// <summary>Matérn with ν = 5/2: twice differentiable, the usual choice for objectives.</summary>
    Matern52,

    /// <summary>Squared exponential: infinitely smooth, extrapolates polynomials well.</summary>
    Gaussian,
}

/// <summary>Hyper-parameters of a Gaussian process on standardised losses.</summary>
/// <param name="Shape">The covariance's shape.</param>
/// <param name="Weights">Inverse squared length scales.</param>
/// <param name="Signal">The variance of the function.</param>
/// <param name="Noise">The variance of an observation around it.</param>
internal sealed record GpSettings(GpShape Shape, double[] Weights, double Signal, double Noise);

/// <summary>Covariances between points, eight at a time.</summary>
internal static class GpCovariance
{
    private const double Root5 = 2.2360679774997896964;

    /// <summary>
    /// The correlations between a point and the first <paramref name="length"/> training points, and their derivatives by the
    /// weighted squared distance.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(GpShape shape, GpPoints points, ReadOnlySpan<double> featureWeights, ReadOnlySpan<double> point, int length, Span<double> correlation, Span<double> slope)
    {
        for (int j = 0; j < length; j += Lanes.Width)
        {
            Vector512<double> squared = Vector512<double>.Zero;
            for (int f = 0; f < featureWeights.Length; f++)
            {
                Vector512<double> difference = Vector512.Create(point[f]) - Vector512.LoadUnsafe(ref points.Columns[f][j]);
                squared = Vector512.FusedMultiplyAdd(Vector512.Create(featureWeights[f]), difference * difference, squared);
            }

            if (shape == GpShape.Gaussian)
            {
                Vector512<double> value = PortableMath.Exp(Vector512.Create(-0.5) * squared);
                value.CopyTo(correlation[j..]);
                (Vector512.Create(-0.5) * value).CopyTo(slope[j..]);
            }
            else
            {
                Vector512<double> t = Vector512.Create(Root5) * Vector512.Sqrt(squared);
                Vector512<double> decay = PortableMath.Exp(-t), one = Vector512<double>.One;
                (Vector512.FusedMultiplyAdd(t, Vector512.FusedMultiplyAdd(t, Vector512.Create(1.0 / 3), one), one) * decay).CopyTo(correlation[j..]);
                (Vector512.Create(-5.0 / 6) * (one + t) * decay).CopyTo(slope[j..]);
            }
        }
    }
}
