using MathNet.Numerics.LinearAlgebra;
using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Samplers.Auto;
using ServerlessTuner.Core.Search.Samplers.Gp;

namespace ServerlessTuner.Search.Tests;

public class GaussianProcessTests
{
    private static readonly int[] ScaleOf = [0, 1, 1];

    private static readonly GpSettings[] AllSettings =
    [
        new(GpShape.Matern52, [3, 0.7], 1.3, 0.01),
        new(GpShape.Gaussian, [3, 0.7], 1.3, 0.01),
        new(GpShape.Matern52, [3, 0.7], 0.4, 0.02) { SumWeights = [9, 2], SumSignal = 0.9 },
        new(GpShape.Gaussian, [3, 0.7], 0.4, 0.02) { SumWeights = [9, 2], SumSignal = 0.9 },
    ];

    private static double[][] Rows(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new[] { random.NextDouble(), random.NextDouble(), random.NextDouble() })];

    private static double Shape(GpShape shape, double squared) => shape == GpShape.Gaussian
        ? Math.Exp(-0.5 * squared)
        : (1 + Math.Sqrt(5 * squared) + (5 * squared / 3)) * Math.Exp(-Math.Sqrt(5 * squared));

    private static double Covariance(GpSettings settings, double[] a, double[] b)
    {
        double first = Math.Pow(a[0] - b[0], 2), second = Math.Pow(a[1] - b[1], 2) + Math.Pow(a[2] - b[2], 2);
        double value = settings.Signal * Shape(settings.Shape, (settings.Weights[0] * first) + (settings.Weights[1] * second));
        if (settings.SumWeights is { } sums)
            value += settings.SumSignal * 0.5 * (Shape(settings.Shape, sums[0] * first) + Shape(settings.Shape, sums[1] * second));
        return value;
    }

    // The textbook formulas with MathNet's solver.
    private static (double Mean, double Variance, double LogLikelihood) Reference(
        GpSettings settings, double[][] rows, double[] losses, double[] at)
    {
        Matrix<double> k = Matrix<double>.Build.Dense(
            rows.Length, rows.Length, (i, j) => Covariance(settings, rows[i], rows[j]) + (i == j ? settings.Noise : 0));
        Vector<double> y = Vector<double>.Build.DenseOfArray(losses),
            cross = Vector<double>.Build.Dense(rows.Length, i => Covariance(settings, rows[i], at));
        double log = (-0.5 * y.DotProduct(k.Solve(y))) - (0.5 * Math.Log(k.Determinant())) - (0.5 * rows.Length * Math.Log(2 * Math.PI));
        return (cross.DotProduct(k.Solve(y)), Covariance(settings, at, at) - cross.DotProduct(k.Solve(cross)), log);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Predict_RandomData_EqualsTheFormulas(int kind)
    {
        GpSettings settings = AllSettings[kind];
        var random = new Random(kind);
        foreach (int count in (int[])[1, 7, 8, 17, 40])
        {
            double[][] rows = Rows(random, count);
            double[] losses = [.. rows.Select(row => Math.Sin(5 * row[0]) + row[1] - row[2])], at = [0.3, 0.9, 0.2];
            (double mean, double variance, double log) = Reference(settings, rows, losses, at);
            var points = new GpPoints(rows, ScaleOf, 2);
            GpModel model = GpModel.Condition(points, Surrogate.Padded(losses), settings)!;

            Assert.Equal(mean, model.Predict(at, out double found), 1e-9);
            Assert.Equal(variance, found, 1e-9);
            var gradient = new double[settings.SumWeights is null ? 4 : 7];
            Assert.Equal(log, GpLikelihood.Log(points, Surrogate.Padded(losses), settings, gradient), 1e-8);
            double[] fitted = model.FittedMeans(losses);
            Assert.Equal(model.PredictMean(rows[0]), fitted[0], 1e-9);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Gradients_OfLikelihoodAndPrediction_EqualDifferences(int kind)
    {
        GpSettings settings = AllSettings[kind];
        double[][] rows = Rows(new Random(9), 13);
        double[] losses = Surrogate.Padded([.. rows.Select(row => Math.Cos(4 * row[0]) + (row[1] * row[2]))]);
        var points = new GpPoints(rows, ScaleOf, 2);
        var gradient = new double[settings.SumWeights is null ? 4 : 7];
        var unused = new double[gradient.Length];
        GpLikelihood.Log(points, losses, settings, gradient);
        const double Step = 1e-5;
        for (int i = 0; i < gradient.Length; i++)
        {
            double up = GpLikelihood.Log(points, losses, Scaled(settings, i, Math.Exp(Step)), unused),
                down = GpLikelihood.Log(points, losses, Scaled(settings, i, Math.Exp(-Step)), unused);
            Assert.Equal((up - down) / (2 * Step), gradient[i], 1e-5 * (1 + Math.Abs(gradient[i])));
        }

        GpModel model = GpModel.Condition(points, losses, settings)!;
        double[] at = [0.4, 0.6, 0.1], meanSlope = new double[3], varianceSlope = new double[3];
        model.Predict(at, out _, meanSlope, varianceSlope);
        for (int f = 0; f < 3; f++)
        {
            double[] right = [.. at], left = [.. at];
            right[f] += Step;
            left[f] -= Step;
            Assert.Equal((model.Predict(right, out double more) - model.Predict(left, out double less)) / (2 * Step), meanSlope[f], 1e-6);
            Assert.Equal((more - less) / (2 * Step), varianceSlope[f], 1e-6);
        }
    }

    private static GpSettings Scaled(GpSettings settings, int i, double factor)
    {
        double[] all = [
            .. settings.Weights,
            .. settings.SumWeights ?? [],
            .. settings.SumWeights is null ? (double[])[] : [settings.SumSignal],
            settings.Signal,
            settings.Noise
        ];
        all[i] *= factor;
        return new GpSettings(settings.Shape, all[..2], all[^2], all[^1])
        {
            SumWeights = settings.SumWeights is null ? null : all[2..4], SumSignal = settings.SumWeights is null ? 0 : all[4]
        };
    }

    [Fact]
    public void LogExpectedImprovement_NearAndFar_IsExact()
    {
        // Plain where it does not underflow; far out from the asymptotic series of z² (φ + zΦ)/φ.
        foreach (double z in (double[])[-6, -3, -1.0000001, -0.9999999, 0, 2, 8])
        {
            double plain = Math.Log((Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI)) + (z * PortableMath.NormalCdf(z)));
            Assert.Equal(plain, LogExpectedImprovement.LogH(z, out _), 1e-7);
        }

        Assert.Equal(
            (-0.5 * 900) - Math.Log(Math.Sqrt(2 * Math.PI)) + Math.Log((1 - (3 / 900.0) + (15 / 810000.0)) / 900),
            LogExpectedImprovement.LogH(-30, out _),
            1e-6);
        Assert.True(LogExpectedImprovement.LogH(-1000, out double ratio) < -499_999 && double.IsFinite(ratio));
        foreach (double mean in (double[])[-1, 0.5, 3])
        {
            LogExpectedImprovement.Value(mean, 0.2, 0.1, out double byMean, out double byDeviation);
            double byStep = (
                LogExpectedImprovement.Value(
                    mean + 1e-6, 0.2, 0.1, out _, out _) - LogExpectedImprovement.Value(mean - 1e-6, 0.2, 0.1, out _, out _)) / 2e-6;
            double bySpread = (
                LogExpectedImprovement.Value(
                    mean, 0.2 + 1e-6, 0.1, out _, out _) - LogExpectedImprovement.Value(mean, 0.2 - 1e-6, 0.1, out _, out _)) / 2e-6;
            Assert.Equal(byStep, byMean, 1e-4 * (1 + Math.Abs(byMean)));
            Assert.Equal(bySpread, byDeviation, 1e-4 * (1 + Math.Abs(byDeviation)));
        }
    }

    [Fact]
    public void Minimize_RosenbrockInABox_FindsTheConstrainedMinimum()
    {
        double[] x = [-1, 1];
        double value = BoxLbfgs.Minimize(
            (point, gradient) =>
            {
                double valley = point[1] - (point[0] * point[0]);
                gradient[0] = (-400 * point[0] * valley) - (2 * (1 - point[0]));
                gradient[1] = 200 * valley;
                return (100 * valley * valley) + ((1 - point[0]) * (1 - point[0]));
            },
            x, [-2, -2], [0.8, 2], 400, 1e-14);

        // On the bound x = 0.8 the rest is least at y = 0.64.
        Assert.Equal(0.8, x[0], 1e-9);
        Assert.Equal(0.64, x[1], 1e-4);
        Assert.Equal(0.04, value, 1e-6);
    }

    [Fact]
    public void ModelChoice_SumOfWaves_PrefersSums()
    {
        var random = new Random(5);
        double[][] rows = Rows(random, 60);
        double[] losses = [.. rows.Select(row => row.Sum(x => Math.Sin(12 * x)))];
        var points = new GpPoints(rows, [0, 1, 2], 3);

        Assert.True(ModelChoice.Rank(points, losses, ModelChoice.All, 25)[0].Kind.Sums);
    }

    [Fact]
    public void LossScale_Logarithmic_KeepsOrderAndAccountsForTheBend()
    {
        double[] losses = [3, 1, 4, 1.5, 9, 2.6, 500];
        LossScale scale = LossScale.Fit(losses, logarithmic: true);
        double[] scaled = [.. losses.Select(scale.Apply)];

        Assert.Equal(
            losses.Index().OrderBy(pair => pair.Item).Select(pair => pair.Index),
            scaled.Index().OrderBy(pair => pair.Item).Select(pair => pair.Index));
        Assert.Equal(0, scaled.Average(), 1e-12);
        Assert.Equal(1, scaled.Average(value => value * value), 1e-12);
        Assert.Equal(Math.Log((scale.Apply(4.00001) - scale.Apply(3.99999)) / 0.00002), scale.LogSlope(4), 1e-6);
        Assert.Equal(2, LossScale.Fit([1, 3], logarithmic: false).Apply(4), 1e-12);
    }

    [Fact]
    public void Propose_NoisyBowlWithChoices_FindsIt()
    {
        var space = new SearchSpace(
            [
                new("x", new FloatDistribution(-3, 3)),
                new("n", new IntegerDistribution(0, 20)),
                new("c", new CategoricalDistribution([ParameterValue.Of("bad"), ParameterValue.Of("good")]))
            ]);
        ISampler sampler = new GpSampler(8);
        var history = new List<FinishedTrial>();
        var cache = new SamplerCache();
        for (int i = 0; i < 40; i++)
        {
            ParameterSet point = sampler.Propose(
                new ProposalRequest { Space = space, History = history, Seed = 4, FirstTrial = i }, cache)[0];
            double loss = Math.Pow(point["x"].AsDouble() - 1, 2) + (
                0.05 * Math.Pow(point["n"].AsDouble() - 7, 2)) + (point["c"].ToString() == "bad" ? 1 : 0);
            history.Add(new FinishedTrial(i, point, loss));
        }

        ParameterSet best = history.MinBy(trial => trial.Losses[0])!.Values;
        Assert.Equal(1, best["x"].AsDouble(), 0.1);
        Assert.InRange(best["n"].AsInteger(), 6, 8);
        Assert.Equal("good", best["c"].ToString());
    }
}
