using static ServerlessTuner.Bench.SamplerFunctions;
using ServerlessTuner.Core.Model.Expressions;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Bench;

/// <summary>Functions beside the agreed ones: shifted, rotated, in more dimensions, mixed, noisy, and backtests.</summary>
internal static class FurtherFunctions
{
    public static IReadOnlyList<SamplerFunction> All { get; } =
    [
        Box("ellipsoid-5 rotated", 5, 5, x => Ellipsoid(Rotate(Shift(x, 1.7), 3))),
        Box("rastrigin-5 rotated", 5, 5.12, x => Rastrigin(Rotate(Shift(x, 1.3), 4))),
        Box("ackley-5 shifted", 5, 32.768, x => Ackley(Shift(x, 11))),
        Box("griewank-8 shifted", 8, 300, x => Griewank(Shift(x, 90))),
        Box("rosenbrock-10", 10, 2.048, Rosenbrock),
        Box("ackley-10 rotated", 10, 32.768, x => Ackley(Rotate(Shift(x, 9), 2))),
        Box("styblinski-6", 6, 5, x => x.Sum(v => 0.5 * ((v * v * v * v) - (16 * v * v) + (5 * v))) + (39.16616570377142 * x.Length)),
        Box("michalewicz-5", 5, Math.PI / 2, x => Michalewicz([.. x.Select(v => v + (Math.PI / 2))])),
        Box("levy-5 noisy", 5, 10, x => Levy(Shift(x, 2)), noise: 0.5),
        new("mixed-7", MixedSpace(), Mixed),
        new("mixed-7 noisy", MixedSpace(), Mixed, Noise: 0.2),
        new("choices-8", ChoicesSpace(), Choices),
        new("windows-4 noisy", WindowsSpace(), Windows, Noise: 0.05),
        .. BacktestSurface.All,
    ];

    private static double Ellipsoid(double[] x) => x.Select((v, i) => Math.Pow(10, 4.0 * i / (x.Length - 1)) * v * v).Sum();

    private static double Griewank(double[] x) =>
        1 + (x.Sum(v => v * v) / 4000) - x.Select((v, i) => Math.Cos(v / Math.Sqrt(i + 1))).Aggregate((a, b) => a * b);

    private static double Michalewicz(double[] x) =>
        -x.Select((v, i) => Math.Sin(v) * Math.Pow(Math.Sin((i + 1) * v * v / Math.PI), 20)).Sum();

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
        new(
            "model",
            new CategoricalDistribution(
                [ParameterValue.Of("relu"), ParameterValue.Of("tanh"), ParameterValue.Of("gelu"), ParameterValue.Of("none")])),
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
        return (rate * rate) + (0.2 * decay * decay) + (
            0.15 * layers * layers) + (0.3 * width * width) + (0.1 * layers * width) + model + momentum;
    }

    // A backtest's shape: windows with a constraint, stop and target in steps, a broad hill with ripples and noise.
    private static SearchSpace WindowsSpace() => new(
        [
            new("fast", new IntegerDistribution(2, 60)),
            new("slow", new IntegerDistribution(5, 250)),
            new("stop", new FloatDistribution(5, 100, 2.5)),
            new("target", new FloatDistribution(5, 200, 5)),
        ],
        [ExpressionConstraint.Create("fast < slow", ["fast", "slow"])]);

    private static double Windows(ParameterSet values)
    {
        double fast = Math.Log(values["fast"].AsDouble() / 17), slow = Math.Log(values["slow"].AsDouble() / 90);
        double stop = Math.Log(values["stop"].AsDouble() / 40), target = Math.Log(values["target"].AsDouble() / 95);
        double hill = 1.6 * Math.Exp(
            -(
                (fast * fast) + (1.5 * slow * slow) + (0.8 * fast * slow) + (0.6 * stop * stop) + (
                    0.5 * target * target) - (0.5 * stop * target)));
        double other = 1.1 * Math.Exp(
            -2 * (Math.Pow(fast + 1.4, 2) + Math.Pow(slow + 1.2, 2) + Math.Pow(stop - 0.6, 2) + Math.Pow(target - 0.4, 2)));
        double ripple = 0.06 * (Math.Sin(values["fast"].AsDouble() * 1.7) + Math.Sin(values["slow"].AsDouble() * 0.9));
        return 1.7 - hill - other - ripple;
    }

    // Eight unordered choices of four, coupled in a ring: single changes do not suffice.
    private static SearchSpace ChoicesSpace() =>
        new(
            [
                .. Enumerable.Range(0, 8).Select(
                    i => new Parameter(
                        $"c{i}", new CategoricalDistribution([.. "abcd".Select(letter => ParameterValue.Of(letter.ToString()))])))
            ]);

    private static double Choices(ParameterSet values)
    {
        int[] picks = [.. values.Values.Select(value => value.ToString()[0] - 'a')];
        double sum = 0;
        for (int i = 0; i < picks.Length; i++)
            sum += 1 + Math.Cos((1.3 * picks[i] * (i + 1)) + i) + (0.6 * Math.Sin((2.1 * picks[i] * picks[(i + 1) % picks.Length]) + i));
        return sum;
    }
}
