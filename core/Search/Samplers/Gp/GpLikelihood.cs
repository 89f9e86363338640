using System.Runtime.Intrinsics;

namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>How well hyper-parameters explain observations (Rasmussen and Williams, 2006, equations 5.8 and 5.9).</summary>
internal static class GpLikelihood
{
    /// <summary>The log marginal likelihood of the losses and its derivatives by the logarithms of weights, signal and noise.</summary>
    /// <returns>−infinity where the covariance is not positive definite.</returns>
    public static double Log(GpPoints points, ReadOnlySpan<double> losses, GpSettings settings, Span<double> gradient)
    {
        int n = points.Count;
        double[] weights = GpAlgebra.FeatureWeights(points, settings);
        var slopes = new double[n][];
        double[][] covariance = GpAlgebra.Covariance(points, settings, weights, slopes);
        if (GpAlgebra.Factor(covariance, points) is not double[][] factor)
        {
            gradient.Clear();
            return double.NegativeInfinity;
        }

        double[][] inverse = GpAlgebra.InvertFactor(factor, points);
        double[] alpha = GpAlgebra.Solve(inverse, losses, points);
        double likelihood = -0.91893853320467274178 * n;
        for (int i = 0; i < n; i++)
            likelihood -= (0.5 * losses[i] * alpha[i]) + PortableMath.Log(factor[i][i]);

        Span<double> byFeature = stackalloc double[weights.Length];
        byFeature.Clear();
        double bySignal = 0, byNoise = 0;
        var outer = new double[points.Stride];
        var products = new double[points.Stride];
        for (int i = 0; i < n; i++)
        {
            // Half of the trace of (α αᵀ − K⁻¹) dK, twice the part below the diagonal.
            for (int j = 0; j <= i; j++)
                outer[j] = (alpha[i] * alpha[j]) - Lanes.Dot(inverse[i].AsSpan(i / 8 * 8), inverse[j].AsSpan(i / 8 * 8));
            byNoise += 0.5 * outer[i] * settings.Noise;
            bySignal += 0.5 * outer[i] * settings.Signal;
            outer[i] = 0;
            outer.AsSpan(i + 1, Lanes.Pad(i + 1) - i - 1).Clear();
            int length = Lanes.Pad(i + 1);
            bySignal += Lanes.Dot(outer.AsSpan(0, length), covariance[i].AsSpan(0, length));
            for (int j = 0; j < length; j++)
                products[j] = outer[j] * slopes[i][j];
            for (int f = 0; f < weights.Length; f++)
                byFeature[f] += SquaredDifferences(products.AsSpan(0, length), points.Columns[f], points.Columns[f][i]);
        }

        gradient.Clear();
        for (int f = 0; f < weights.Length; f++)
            gradient[points.ScaleOf[f]] += settings.Signal * weights[f] * byFeature[f];
        gradient[^2] = bySignal;
        gradient[^1] = byNoise;
        return likelihood;
    }

    private static double SquaredDifferences(ReadOnlySpan<double> products, double[] column, double at)
    {
        var sum = Vector512<double>.Zero;
        for (int j = 0; j < products.Length; j += Lanes.Width)
        {
            var difference = Vector512.Create(at) - Vector512.LoadUnsafe(ref column[j]);
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(products.Slice(j, Lanes.Width)), difference * difference, sum);
        }

        return Lanes.Sum(sum);
    }
}
