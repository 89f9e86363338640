using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Search.Samplers.CmaEs;

/// <summary>
/// One run of CMA-ES with the default strategy parameters of Hansen's tutorial (arXiv:1604.00772), in the unit cube. Points that
/// the run did not sample itself may take part; their steps are shortened as in Hansen, "Injecting external solutions into
/// CMA-ES" (2011).
/// </summary>
internal sealed class CmaState
{
    private readonly int dimensions;
    private readonly int parents;
    private readonly double[] weights;
    private readonly double effective, cumulation, damping, cumulationC, rankOne, rankMu, expectedNorm;
    private readonly double[] pathSigma;
    private readonly double[] pathC;
    private readonly Queue<double> bests = new();
    private Matrix<double> covariance;
    private Matrix<double> axes;
    private double[] lengths;

    /// <summary>Starts a run.</summary>
    /// <param name="dimensions">How many coordinates there are.</param>
    /// <param name="population">Points per generation.</param>
    /// <param name="mean">Where it starts.</param>
    /// <param name="sigma">The initial step size.</param>
    /// <param name="shape">The initial covariance in units of the squared step size; null for the identity.</param>
    public CmaState(int dimensions, int population, double[] mean, double sigma, Matrix<double>? shape = null)
    {
        (this.dimensions, Population, Mean, Sigma) = (dimensions, population, mean, sigma);
        parents = population / 2;
        weights = [.. Enumerable.Range(1, parents).Select(i => PortableMath.Log((population + 1) / 2.0) - PortableMath.Log(i))];
        double sum = weights.Sum();
        for (int i = 0; i < parents; i++)
            weights[i] /= sum;
        double n = dimensions;
        effective = 1 / weights.Sum(weight => weight * weight);
        cumulation = (effective + 2) / (n + effective + 5);
        damping = 1 + (2 * Math.Max(0, Math.Sqrt((effective - 1) / (n + 1)) - 1)) + cumulation;
        cumulationC = (4 + (effective / n)) / (n + 4 + (2 * effective / n));
        rankOne = 2 / (((n + 1.3) * (n + 1.3)) + effective);
        rankMu = Math.Min(1 - rankOne, 2 * (effective - 2 + (1 / effective)) / (((n + 2) * (n + 2)) + effective));
        expectedNorm = Math.Sqrt(n) * (1 - (1 / (4 * n)) + (1 / (21 * n * n)));
        (pathSigma, pathC) = (new double[dimensions], new double[dimensions]);
        covariance = shape ?? Matrix<double>.Build.DenseIdentity(dimensions);
        (axes, lengths) = Factor(covariance);
    }

    /// <summary>The weights of the better half, descending, summing to 1.</summary>
    internal ReadOnlySpan<double> Weights => weights;

    /// <summary>How many points make a generation.</summary>
    public int Population { get; }

    public double[] Mean { get; private set; }

    public double Sigma { get; private set; }

    /// <summary>How many generations were taken in.</summary>
    public int Generation { get; private set; }

    /// <summary>The lowest loss taken in.</summary>
    public double Best { get; private set; } = double.PositiveInfinity;

    /// <summary>The standard deviation of a coordinate.</summary>
    public double Deviation(int coordinate) => Sigma * Math.Sqrt(covariance[coordinate, coordinate]);

    /// <summary>Whether the run has converged or stagnated: steps below 10⁻⁸, equal losses for long, or a degenerate covariance.</summary>
    public bool IsOver =>
        Sigma * lengths.Max() < 1e-8
        || lengths.Max() > 1e7 * lengths.Min()
        || (bests.Count > 10 + (30 * dimensions / Population) && bests.Max() - bests.Min() <= 1e-12 * (1 + Math.Abs(Best)));

    /// <summary>Draws a point; may lie outside of the unit cube.</summary>
    public double[] Draw(ref RandomStream random)
    {
        var scaled = new double[dimensions];
        for (int k = 0; k < dimensions; k++)
            scaled[k] = lengths[k] * random.NextNormal();
        var point = new double[dimensions];
        for (int i = 0; i < dimensions; i++)
        {
            double sum = 0;
            for (int k = 0; k < dimensions; k++)
                sum += axes[i, k] * scaled[k];
            point[i] = Mean[i] + (Sigma * sum);
        }

        return point;
    }

    /// <summary>Takes a generation in, the best point first.</summary>
    public void Update(IReadOnlyList<double[]> ranked, double best)
    {
        double limit = Math.Sqrt(dimensions) + (2.0 * dimensions / (dimensions + 2));
        double[][] steps = [.. ranked.Take(parents).Select(point => Step(point, limit))];
        var mean = new double[dimensions];
        for (int i = 0; i < dimensions; i++)
        {
            for (int k = 0; k < parents; k++)
                mean[i] += weights[k] * steps[k][i];
        }

        double[] white = Whiten(mean);
        double norm = 0, keep = Math.Sqrt(cumulation * (2 - cumulation) * effective);
        for (int i = 0; i < dimensions; i++)
        {
            pathSigma[i] = ((1 - cumulation) * pathSigma[i]) + (keep * white[i]);
            norm += pathSigma[i] * pathSigma[i];
        }

        norm = Math.Sqrt(norm);
        Generation++;
        double settled = Math.Sqrt(1 - PortableMath.Exp(2 * Generation * PortableMath.Log(1 - cumulation)));
        bool moves = norm / settled < (1.4 + (2.0 / (dimensions + 1))) * expectedNorm;
        double keepC = moves ? Math.Sqrt(cumulationC * (2 - cumulationC) * effective) : 0;
        for (int i = 0; i < dimensions; i++)
            pathC[i] = ((1 - cumulationC) * pathC[i]) + (keepC * mean[i]);

        double stay = 1 - rankOne - rankMu + (moves ? 0 : rankOne * cumulationC * (2 - cumulationC));
        covariance = Matrix<double>.Build.Dense(dimensions, dimensions, (i, j) =>
        {
            double value = (stay * covariance[i, j]) + (rankOne * pathC[i] * pathC[j]);
            for (int k = 0; k < parents; k++)
                value += rankMu * weights[k] * steps[k][i] * steps[k][j];
            return value;
        });
        for (int i = 0; i < dimensions; i++)
            Mean[i] = Math.Clamp(Mean[i] + (Sigma * mean[i]), 0, 1);
        Sigma = Math.Clamp(Sigma * PortableMath.Exp(Math.Clamp(cumulation / damping * ((norm / expectedNorm) - 1), -1, 1)), 1e-12, 1);
        Best = Math.Min(Best, best);
        bests.Enqueue(best);
        if (bests.Count > 11 + (30 * dimensions / Population))
            bests.Dequeue();
        (axes, lengths) = Factor(covariance);
    }

    private static (Matrix<double> Axes, double[] Lengths) Factor(Matrix<double> covariance)
    {
        Evd<double> factors = covariance.Evd(Symmetricity.Symmetric);
        return (factors.EigenVectors, [.. factors.EigenValues.Select(value => Math.Sqrt(Math.Max(value.Real, 1e-20)))]);
    }

    private double[] Step(double[] point, double limit)
    {
        var step = new double[dimensions];
        for (int i = 0; i < dimensions; i++)
            step[i] = (point[i] - Mean[i]) / Sigma;
        double[] white = Whiten(step);
        double norm = Math.Sqrt(white.Sum(value => value * value));
        for (int i = 0; i < dimensions && norm > limit; i++)
            step[i] *= limit / norm;
        return step;
    }

    // C^(−1/2) times a vector.
    private double[] Whiten(double[] vector)
    {
        var white = new double[dimensions];
        for (int k = 0; k < dimensions; k++)
        {
            double along = 0;
            for (int i = 0; i < dimensions; i++)
                along += axes[i, k] * vector[i];
            along /= lengths[k];
            for (int i = 0; i < dimensions; i++)
                white[i] += axes[i, k] * along;
        }

        return white;
    }
}
