using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Bench;

/// <summary>A function to minimise.</summary>
/// <param name="Name">Its name, with the number of dimensions.</param>
/// <param name="Space">Where it is searched.</param>
/// <param name="Value">Its true value.</param>
/// <param name="Noise">Standard deviation of what is added for the sampler; the table shows true values.</param>
internal sealed record SamplerFunction(string Name, SearchSpace Space, Func<ParameterSet, double> Value, double Noise = 0)
{
    /// <summary>What <c>auto</c> should reach after 100 and after 200 trials, where that is agreed.</summary>
    public (double Half, double Full)? Target { get; init; }
}

/// <summary>The seven functions with agreed targets, and the plain functions that others are made of.</summary>
internal static class SamplerFunctions
{
    public static IReadOnlyList<SamplerFunction> Known { get; } =
    [
        Box("sphere-5", 5, 5.12, Sphere) with { Target = (1e-3, 1e-5) },
        Box("rosenbrock-5", 5, 2.048, Rosenbrock) with { Target = (3, 1) },
        Box("rastrigin-5", 5, 5.12, Rastrigin) with { Target = (15, 8) },
        Box("ackley-5", 5, 32.768, Ackley) with { Target = (3, 1) },
        Box("levy-5", 5, 10, Levy) with { Target = (0.05, 0.005) },
        new("hartmann-6", Cube(6, 0, 1), values => Hartmann6(Vector(values))) { Target = (-3.28, -3.31) },
        new(
            "branin",
            new SearchSpace([new("x0", new FloatDistribution(-5, 10)), new("x1", new FloatDistribution(0, 15))]),
            values => Branin(Vector(values))) { Target = (0.3980, 0.39789) },
    ];

    internal static SamplerFunction Box(string name, int dimensions, double bound, Func<double[], double> function, double noise = 0) =>
        new(name, Cube(dimensions, -bound, bound), values => function(Vector(values)), noise);

    internal static SearchSpace Cube(int dimensions, double low, double high) =>
        new([.. Enumerable.Range(0, dimensions).Select(i => new Parameter($"x{i}", new FloatDistribution(low, high)))]);

    internal static double[] Vector(ParameterSet values) => [.. values.Values.Select(value => value.AsDouble())];

    private static double Sphere(double[] x) => x.Sum(v => v * v);

    internal static double Rosenbrock(double[] x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length - 1; i++)
            sum += (100 * Math.Pow(x[i + 1] - (x[i] * x[i]), 2)) + Math.Pow(1 - x[i], 2);
        return sum;
    }

    internal static double Rastrigin(double[] x) => (10 * x.Length) + x.Sum(v => (v * v) - (10 * Math.Cos(2 * Math.PI * v)));

    internal static double Ackley(double[] x) =>
        20 + Math.E - (
            20 * Math.Exp(-0.2 * Math.Sqrt(x.Sum(v => v * v) / x.Length))) - Math.Exp(x.Sum(v => Math.Cos(2 * Math.PI * v)) / x.Length);

    internal static double Levy(double[] x)
    {
        double[] w = [.. x.Select(v => 1 + ((v - 1) / 4))];
        double sum = Math.Pow(Math.Sin(Math.PI * w[0]), 2) + (Math.Pow(w[^1] - 1, 2) * (1 + Math.Pow(Math.Sin(2 * Math.PI * w[^1]), 2)));
        for (int i = 0; i < w.Length - 1; i++)
            sum += Math.Pow(w[i] - 1, 2) * (1 + (10 * Math.Pow(Math.Sin((Math.PI * w[i]) + 1), 2)));
        return sum;
    }

    private static readonly double[][] HartmannA = [
        [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]
    ];

    private static readonly double[][] HartmannP =
        [
            [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
            [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
            [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
            [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381]
        ];

    private static double Hartmann6(double[] x)
    {
        double[] alpha = [1, 1.2, 3, 3.2];
        double sum = 0;
        for (int i = 0; i < 4; i++)
        {
            double exponent = 0;
            for (int j = 0; j < 6; j++)
                exponent += HartmannA[i][j] * Math.Pow(x[j] - HartmannP[i][j], 2);
            sum += alpha[i] * Math.Exp(-exponent);
        }

        return -sum;
    }

    private static double Branin(double[] x) =>
        Math.Pow(
            x[1] - (5.1 / (4 * Math.PI * Math.PI) * x[0] * x[0]) + (5 / Math.PI * x[0]) - 6,
            2) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(x[0])) + 10;
}
