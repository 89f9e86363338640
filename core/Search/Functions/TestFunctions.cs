using ServerlessTuner.Core.Model.Numerics;

namespace ServerlessTuner.Core.Search.Functions;

/// <summary>The test functions by name, as in Surjanovic and Bingham's "Virtual Library of Simulation Experiments".</summary>
public static class TestFunctions
{
    internal const string Mixed = "mixed";

    private static readonly double[] HartmannWeights = [1.0, 1.2, 3.0, 3.2];

    private static readonly double[][] HartmannScales =
    [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
    ];

    private static readonly double[][] HartmannCentres =
    [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
        [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
        [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ];

    /// <summary>Every function, in the order in which they are listed.</summary>
    public static IReadOnlyList<TestFunction> All { get; } =
    [
        new("sphere", "The sum of x².", null, [(-5.12, 5.12)], 0, n => new double[n], (x, _) => Sphere(x)),
        new(
            "rosenbrock",
            "A curved valley: the sum of 100 (x' − x²)² + (1 − x)².",
            null,
            [(-2.048, 2.048)],
            0,
            Ones,
            (x, _) => Rosenbrock(x)),
        new(
            "rastrigin",
            "A bowl with a regular grid of local minima: 10 n + the sum of x² − 10 cos 2πx.",
            null,
            [(-5.12, 5.12)],
            0,
            n => new double[n],
            (x, _) => Rastrigin(x)),
        new(
            "ackley",
            "A nearly flat plain with many local minima and one deep hole.",
            null,
            [(-32.768, 32.768)],
            0,
            n => new double[n],
            (x, _) => Ackley(x)),
        new("levy", "Waves on a bowl.", null, [(-10, 10)], 0, Ones, (x, _) => Levy(x)),
        new(
            "hartmann6",
            "Six dimensions, six local minima.",
            6,
            [(0, 1)],
            -3.322368011415515,
            _ => [
                0.20168951100670543, 0.15001069182345797, 0.47687397422189703, 0.2753324304940561, 0.31165161660011326, 0.6573005340656204
            ],
            (x, _) => Hartmann6(x)),
        new(
            "branin",
            "Two dimensions, three equal minima.",
            2,
            [(-5, 10), (0, 15)],
            0.39788735772973816,
            _ => [Math.PI, 2.275],
            (x, _) => Branin(x)),
        new(
            Mixed,
            "Numbers x and choices with index k: with d the sum of k, the sum of (x − d)², plus d; each choice moves the hole and lifts "
                + "its floor.",
            null,
            [(-5, 5)],
            0,
            n => new double[n],
            MixedSphere),
    ];

    /// <summary>The function with a name, or null.</summary>
    public static TestFunction? Find(string name) =>
        All.FirstOrDefault(function => string.Equals(function.Name, name, StringComparison.Ordinal));

    private static double[] Ones(int dimensions)
    {
        var ones = new double[dimensions];
        Array.Fill(ones, 1);
        return ones;
    }

    private static double Sphere(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double xi in x)
            sum += xi * xi;
        return sum;
    }

    private static double Rosenbrock(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i + 1 < x.Length; i++)
        {
            double valley = x[i + 1] - (x[i] * x[i]), slope = 1 - x[i];
            sum += (100 * valley * valley) + (slope * slope);
        }

        return sum;
    }

    private static double Rastrigin(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double xi in x)
            sum += (xi * xi) + (10 * (1 - Turns.Cos(xi)));
        return sum;
    }

    private static double Ackley(ReadOnlySpan<double> x)
    {
        double squares = 0, waves = 0;
        foreach (double xi in x)
        {
            squares += xi * xi;
            waves += Turns.Cos(xi);
        }

        // Paired so that the minimum is exactly 0.
        return (
            20 - (
                20 * PortableMath.Exp(-0.2 * Math.Sqrt(squares / x.Length)))) + (PortableMath.Exp(1) - PortableMath.Exp(waves / x.Length));
    }

    private static double Levy(ReadOnlySpan<double> x)
    {
        double first = Turns.Sin(W(x[0]) / 2), sum = first * first;
        for (int i = 0; i + 1 < x.Length; i++)
        {
            double w = W(x[i]), wave = Turns.Sin((w / 2) + (0.5 / Math.PI));
            sum += (w - 1) * (w - 1) * (1 + (10 * wave * wave));
        }

        double last = W(x[^1]), end = Turns.Sin(last);
        return sum + ((last - 1) * (last - 1) * (1 + (end * end)));

        static double W(double xi) => 1 + ((xi - 1) / 4);
    }

    private static double Hartmann6(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < 4; i++)
        {
            double distance = 0;
            for (int j = 0; j < 6; j++)
            {
                double offset = x[j] - HartmannCentres[i][j];
                distance += HartmannScales[i][j] * offset * offset;
            }

            sum += HartmannWeights[i] * PortableMath.Exp(-distance);
        }

        return -sum;
    }

    private static double Branin(ReadOnlySpan<double> x)
    {
        double valley = x[1] - (5.1 / (4 * Math.PI * Math.PI) * x[0] * x[0]) + (5 / Math.PI * x[0]) - 6;
        return (valley * valley) + (10 * (1 - (1 / (8 * Math.PI))) * Turns.Cos(x[0] / (2 * Math.PI))) + 10;
    }

    private static double MixedSphere(ReadOnlySpan<double> x, ReadOnlySpan<int> choices)
    {
        double shift = 0, sum = 0;
        foreach (int choice in choices)
            shift += choice;
        foreach (double xi in x)
            sum += (xi - shift) * (xi - shift);
        return sum + shift;
    }
}
