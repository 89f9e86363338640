using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Bench;

/// <summary>A function to minimise.</summary>
/// <param name="Name">Its name, with the number of dimensions.</param>
/// <param name="Space">Where it is searched.</param>
/// <param name="Value">Its true value.</param>
/// <param name="Noise">Standard deviation of what is added for the sampler; the table shows true values.</param>
internal sealed record SamplerFunction(string Name, SearchSpace Space, Func<ParameterSet, double> Value, double Noise = 0);

/// <summary>The functions of the quality table: seven with known targets, and further ones that nothing was tuned on.</summary>
internal static class SamplerFunctions
{
    public static IReadOnlyList<SamplerFunction> All { get; } =
    [
        Box("sphere-5", 5, 5.12, Sphere),
        Box("rosenbrock-5", 5, 2.048, Rosenbrock),
        Box("rastrigin-5", 5, 5.12, Rastrigin),
        Box("ackley-5", 5, 32.768, Ackley),
        Box("levy-5", 5, 10, Levy),
        new("hartmann-6", Cube(6, 0, 1), values => Hartmann6(Vector(values))),
        new("branin", new SearchSpace([new("x0", new FloatDistribution(-5, 10)), new("x1", new FloatDistribution(0, 15))]), values => Branin(Vector(values))),

        Box("ellipsoid-5 rotated", 5, 5, x => Ellipsoid(Rotate(Shift(x, 1.7), 3))),
        Box("rastrigin-5 rotated", 5, 5.12, x => Rastrigin(Rotate(Shift(x, 1.3), 4))),
        Box("ackley-5 shifted", 5, 32.768, x => Ackley(Shift(x, 11))),
        Box("griewank-8 shifted", 8, 300, x => Griewank(Shift(x, 90))),
        Box("rosenbrock-10", 10, 2.048, Rosenbrock),
        Box("styblinski-6", 6, 5, x => x.Sum(v => 0.5 * ((v * v * v * v) - (16 * v * v) + (5 * v))) + (39.16616570377142 * x.Length)),
        Box("michalewicz-5", 5, Math.PI / 2, x => Michalewicz([.. x.Select(v => v + (Math.PI / 2))])),
        Box("levy-5 noisy", 5, 10, x => Levy(Shift(x, 2)), noise: 0.5),
        new("mixed-7", MixedSpace(), Mixed),
        new("windows-4", WindowsSpace(), Windows, Noise: 0.05),
    ];

    private static SamplerFunction Box(string name, int dimensions, double bound, Func<double[], double> function, double noise = 0) =>
        new(name, Cube(dimensions, -bound, bound), values => function(Vector(values)), noise);

    private static SearchSpace Cube(int dimensions, double low, double high) =>
        new([.. Enumerable.Range(0, dimensions).Select(i => new Parameter($"x{i}", new FloatDistribution(low, high)))]);

    private static double[] Vector(ParameterSet values) => [.. values.Values.Select(value => value.AsDouble())];

    private static double Sphere(double[] x) => x.Sum(v => v * v);

    private static double Rosenbrock(double[] x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length - 1; i++)
            sum += (100 * Math.Pow(x[i + 1] - (x[i] * x[i]), 2)) + Math.Pow(1 - x[i], 2);
        return sum;
    }

    private static double Rastrigin(double[] x) => (10 * x.Length) + x.Sum(v => (v * v) - (10 * Math.Cos(2 * Math.PI * v)));

    private static double Ackley(double[] x) =>
        20 + Math.E - (20 * Math.Exp(-0.2 * Math.Sqrt(x.Sum(v => v * v) / x.Length))) - Math.Exp(x.Sum(v => Math.Cos(2 * Math.PI * v)) / x.Length);

    private static double Levy(double[] x)
    {
        double[] w = [.. x.Select(v => 1 + ((v - 1) / 4))];
        double sum = Math.Pow(Math.Sin(Math.PI * w[0]), 2) + (Math.Pow(w[^1] - 1, 2) * (1 + Math.Pow(Math.Sin(2 * Math.PI * w[^1]), 2)));
        for (int i = 0; i < w.Length - 1; i++)
            sum += Math.Pow(w[i] - 1, 2) * (1 + (10 * Math.Pow(Math.Sin((Math.PI * w[i]) + 1), 2)));
        return sum;
    }

    private static readonly double[][] HartmannA = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]];

    private static readonly double[][] HartmannP =
        [[0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991], [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381]];

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
        Math.Pow(x[1] - (5.1 / (4 * Math.PI * Math.PI) * x[0] * x[0]) + (5 / Math.PI * x[0]) - 6, 2) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(x[0])) + 10;

    private static double Ellipsoid(double[] x) => x.Select((v, i) => Math.Pow(10, 4.0 * i / (x.Length - 1)) * v * v).Sum();

    private static double Griewank(double[] x) => 1 + (x.Sum(v => v * v) / 4000) - x.Select((v, i) => Math.Cos(v / Math.Sqrt(i + 1))).Aggregate((a, b) => a * b);

    private static double Michalewicz(double[] x) => -x.Select((v, i) => Math.Sin(v) * Math.Pow(Math.Sin((i + 1) * v * v / Math.PI), 20)).Sum();

    // The optimum moves to ± a size that differs by dimension.
    private static double[] Shift(double[] x, double size) => [.. x.Select((v, i) => v - (size * Math.Cos((2.3 * i) + 1)))];

    // A product of plane rotations by fixed angles.
    private static double[] Rotate(double[] x, int seed)
    {
        double[] y = [.. x];
        for (int i = 0; i < y.Length; i++)
        {
            for (int j = i + 1; j < y.Length; j++)
            {
                double angle = (0.7 * seed) + i + (2.1 * j);
                (y[i], y[j]) = ((Math.Cos(angle) * y[i]) - (Math.Sin(angle) * y[j]), (Math.Sin(angle) * y[i]) + (Math.Cos(angle) * y[j]));
            }
        }

        return y;
    }

    // A learner's shape: a rate on a log scale, sizes, a choice of model and a conditional momentum.
    private static SearchSpace MixedSpace() => new(
    [
        new("rate", new FloatDistribution(1e-5, 1, Log: true)),
        new("decay", new FloatDistribution(1e-8, 1e-1, Log: true)),
        new("layers", new IntegerDistribution(1, 8)),
        new("width", new CategoricalDistribution([.. new long[] { 16, 32, 64, 128, 256, 512 }.Select(ParameterValue.Of)])),
        new("model", new CategoricalDistribution([ParameterValue.Of("relu"), ParameterValue.Of("tanh"), ParameterValue.Of("gelu"), ParameterValue.Of("none")])),
        new("optimizer", new CategoricalDistribution([ParameterValue.Of("sgd"), ParameterValue.Of("adam")])),
        new("momentum", new FloatDistribution(0, 0.99), [new("optimizer", [ParameterValue.Of("sgd")])]),
    ]);

    private static double Mixed(ParameterSet values)
    {
        bool adam = values["optimizer"].ToString() == "adam";
        double rate = Math.Log10(values["rate"].AsDouble()) + (adam ? 2.7 : 1.3);
        double decay = Math.Log10(values["decay"].AsDouble()) + 4 - (0.5 * rate);
        double layers = values["layers"].AsDouble() - 4, width = Math.Log2(values["width"].AsDouble()) - 7;
        double model = values["model"].ToString() switch { "relu" => 0.3, "gelu" => 0.0, "tanh" => 0.5 + (0.3 * Math.Abs(layers)), _ => 3 };
        double momentum = adam ? 0.25 : 4 * Math.Pow(values["momentum"].AsDouble() - 0.9, 2);
        return (rate * rate) + (0.2 * decay * decay) + (0.15 * layers * layers) + (0.3 * width * width) + (0.1 * layers * width) + model + momentum;
    }

    // A backtest's shape: windows with a constraint, stop and target in steps, a broad hill with ripples and noise.
    private static SearchSpace WindowsSpace() => new(
        [
            new("fast", new IntegerDistribution(2, 60)),
            new("slow", new IntegerDistribution(5, 250)),
            new("stop", new FloatDistribution(5, 100, 2.5)),
            new("target", new FloatDistribution(5, 200, 5)),
        ],
        [new DelegateConstraint("fast < slow", ["fast", "slow"], values => values["fast"].AsInteger() < values["slow"].AsInteger())]);

    private static double Windows(ParameterSet values)
    {
        double fast = Math.Log(values["fast"].AsDouble() / 17), slow = Math.Log(values["slow"].AsDouble() / 90);
        double stop = Math.Log(values["stop"].AsDouble() / 40), target = Math.Log(values["target"].AsDouble() / 95);
        double hill = 1.6 * Math.Exp(-((fast * fast) + (1.5 * slow * slow) + (0.8 * fast * slow) + (0.6 * stop * stop) + (0.5 * target * target) - (0.5 * stop * target)));
        double other = 1.1 * Math.Exp(-2 * (Math.Pow(fast + 1.4, 2) + Math.Pow(slow + 1.2, 2) + Math.Pow(stop - 0.6, 2) + Math.Pow(target - 0.4, 2)));
        double ripple = 0.06 * (Math.Sin(values["fast"].AsDouble() * 1.7) + Math.Sin(values["slow"].AsDouble() * 0.9));
        return 1.7 - hill - other - ripple;
    }
}
