using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Search.Samplers.Gp;

/// <summary>How well hyper-parameters explain observations (Rasmussen and Williams, 2006, equations 5.8 and 5.9).</summary>
internal static class GpLikelihood
{
    /// <summary>
    /// The log marginal likelihood of losses and its derivatives by the logarithms of, in this order, the joint weights, the sum's
    /// weights and signal (where there is a sum), the joint signal and the noise.
    /// </summary>
    /// <returns>−infinity where the covariance is not positive definite.</returns>
    public static double Log(GpPoints points, ReadOnlySpan<double> losses, GpSettings settings, Span<double> gradient)
    {
        int n = points.Count;
        gradient.Clear();
        if (GpAlgebra.Factor(GpAlgebra.Covariance(points, settings), points) is not double[][] triangle)
            return double.NegativeInfinity;
        double[][] inverse = GpAlgebra.InvertFactor(triangle, points);
        double[] alpha = GpAlgebra.Solve(inverse, losses, points);
        double likelihood = -0.91893853320467274178 * n;
        for (int i = 0; i < n; i++)
            likelihood -= (0.5 * losses[i] * alpha[i]) + PortableMath.Log(triangle[i][i]);

        var kernel = new GpCovariance(points, settings);
        bool sums = settings.SumWeights is not null;
        int sumAt = points.Scales;
        double[] outer = new double[points.Stride], row = new double[points.Stride], point = new double[points.Columns.Length];
        for (int i = 0; i < n; i++)
        {
            // Half of the trace of (α αᵀ − K⁻¹) dK: the diagonal once, the part below it twice a half.
            for (int j = 0; j <= i; j++)
                outer[j] = (alpha[i] * alpha[j]) - Lanes.Dot(inverse[i].AsSpan(i / 8 * 8), inverse[j].AsSpan(i / 8 * 8));
            gradient[^1] += 0.5 * outer[i] * settings.Noise;
            gradient[^2] += 0.5 * outer[i] * settings.Signal;
            if (sums)
                gradient[2 * sumAt] += 0.5 * outer[i] * settings.SumSignal;
            outer.AsSpan(i, Lanes.Pad(i + 1) - i).Clear();

            for (int f = 0; f < point.Length; f++)
                point[f] = points.Columns[f][i];
            int length = Lanes.Pad(i + 1);
            kernel.Row(point, length, row);
            Span<double> weight = outer.AsSpan(0, length);
            gradient[^2] += settings.Signal * Lanes.Dot(weight, kernel.Joint.AsSpan(0, length));
            if (sums)
                gradient[2 * sumAt] += settings.SumSignal * Lanes.Dot(weight, kernel.Sum.AsSpan(0, length));
            for (int f = 0; f < point.Length; f++)
            {
                int scale = points.ScaleOf[f];
                gradient[scale] += settings.Signal * kernel.JointWeights[f] * Spread(
                    weight, kernel.JointSlope, points.Columns[f], point[f]);
                if (sums)
                    gradient[sumAt + scale] += settings.SumSignal * kernel.SumWeights[f] * Spread(
                        weight, kernel.SumSlopes[f], points.Columns[f], point[f]);
            }
        }

        return likelihood;
    }

    // The sum of weight · slope · (x − column)².
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Spread(ReadOnlySpan<double> weight, double[] slope, double[] column, double x)
    {
        Vector512<double> sum = Vector512<double>.Zero, at = Vector512.Create(x);
        for (int j = 0; j < weight.Length; j += Lanes.Width)
        {
            Vector512<double> difference = at - Vector512.LoadUnsafe(ref column[j]);
            sum = Vector512.FusedMultiplyAdd(
                Vector512.Create(weight.Slice(j, Lanes.Width)) * Vector512.LoadUnsafe(ref slope[j]), difference * difference, sum);
        }

        return Lanes.Sum(sum);
    }
}
