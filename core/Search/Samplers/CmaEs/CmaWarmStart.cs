using MathNet.Numerics.LinearAlgebra;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Search.Samplers.CmaEs;

/// <summary>
/// Starts CMA-ES where earlier trials were good (Nomura et al., "Warm starting CMA-ES for hyperparameter optimization", 2021): at the
/// mean of their best tenth, with that tenth's covariance and a hundredth of the range beside it. The paper adds a tenth, because its
/// trials are those of another, similar task; here they are of the same.
/// </summary>
internal static class CmaWarmStart
{
    private const double Share = 0.1, Width = 0.01;

    /// <summary>Makes the first run.</summary>
    /// <param name="points">Coordinates of the earlier trials, the best first.</param>
    /// <param name="population">Points per generation.</param>
    public static CmaState From(IReadOnlyList<double[]> points, int population)
    {
        int dimensions = points[0].Length, count = Math.Max(1, (int)(Share * points.Count));
        Vector<double>[] best = [.. points.Take(count).Select(point => Vector<double>.Build.DenseOfArray(point))];
        Vector<double> mean = best.Aggregate((sum, point) => sum + point) / count;
        Matrix<double> shape = Matrix<double>.Build.DenseIdentity(dimensions) * (Width * Width);
        foreach (Vector<double> point in best)
            shape += (point - mean).OuterProduct(point - mean) / count;
        double sigma = PortableMath.Exp(PortableMath.Log(shape.Determinant()) / (2 * dimensions));
        return new CmaState(dimensions, population, [.. mean], sigma, shape / (sigma * sigma));
    }
}
