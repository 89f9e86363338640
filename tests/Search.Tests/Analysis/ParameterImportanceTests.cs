using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Analysis;
using ServerlessTuner.Core.Search.Functions;

namespace ServerlessTuner.Search.Tests.Analysis;

public class ParameterImportanceTests
{
    [Fact]
    public void Compute_OnlyOneMatters_GivesItEverything()
    {
        SearchSpace space = Cube(4);
        (ParameterSet[] trials, double[] scores) = Draw(space, 300, 1, point => Math.Pow(point[1] - 0.3, 2));

        IReadOnlyList<ParameterWeight> weights = ParameterImportance.Compute(space, trials, scores, 42);

        Assert.Equal("x2", weights[0].Name);
        Assert.InRange(weights[0].Importance, 0.97, 1.0);
        Assert.Equal(1, weights.Sum(weight => weight.Importance), 1e-12);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1e6)]
    public void Compute_Additive_IsProportionalToTheVariances(double offset)
    {
        SearchSpace space = Cube(3);
        (ParameterSet[] trials, double[] scores) = Draw(space, 1500, 2, point => offset + (3 * point[0]) + (2 * point[1]) + point[2]);

        IReadOnlyList<ParameterWeight> weights = ParameterImportance.Compute(space, trials, scores, 42);

        // Variances 9 : 4 : 1 over twelve.
        Assert.Equal(["x1", "x2", "x3"], weights.Select(weight => weight.Name));
        Assert.Equal(9.0 / 14, weights[0].Importance, 0.03);
        Assert.Equal(4.0 / 14, weights[1].Importance, 0.03);
        Assert.Equal(1.0 / 14, weights[2].Importance, 0.03);
        Assert.InRange(weights.Sum(weight => weight.Explained), 0.93, 1.0);
    }

    [Fact]
    public void Compute_MixedKinds_IsProportionalToTheVariances()
    {
        double[] effects = [0, 1, 4, 2];
        SearchSpace space = new(
        [
            new("x", new FloatDistribution(0, 1)),
            new("n", new IntegerDistribution(1, 8)),
            new("c", new CategoricalDistribution([.. "abcd".Select(letter => ParameterValue.Of(letter.ToString()))])),
            new("k", new ConstantDistribution(ParameterValue.Of(3L))),
        ]);
        (ParameterSet[] trials, double[] scores) = Draw(
            space,
            800,
            3,
            set => (3 * set["x"].AsDouble()) + (0.5 * set["n"].AsDouble()) + effects["abcd".IndexOf(set["c"].ToString()[0])]);

        IReadOnlyList<ParameterWeight> weights = ParameterImportance.Compute(space, trials, scores, 42);

        // 0.75, 1.3125 and 2.1875; Optuna on 300 such trials: 0.16, 0.23, 0.56 of a whole that is not normalised.
        Assert.Equal(["c", "n", "x", "k"], weights.Select(weight => weight.Name));
        Assert.Equal(2.1875 / 4.25, weights[0].Importance, 0.04);
        Assert.Equal(1.3125 / 4.25, weights[1].Importance, 0.04);
        Assert.Equal(0.75 / 4.25, weights[2].Importance, 0.04);
        Assert.Equal(0, weights[3].Importance);
    }

    [Fact]
    public void Compute_LogScale_CountsByTheLogarithm()
    {
        SearchSpace space = new([new("rate", new FloatDistribution(1e-6, 1, Log: true)), new("x", new FloatDistribution(0, 1))]);
        (ParameterSet[] trials, double[] scores) = Draw(
            space, 600, 4, set => (Math.Log10(set["rate"].AsDouble()) / 6) + set["x"].AsDouble());

        IReadOnlyList<ParameterWeight> weights = ParameterImportance.Compute(space, trials, scores, 42);

        Assert.All(weights, weight => Assert.Equal(0.5, weight.Importance, 0.04));
    }

    [Fact]
    public void Compute_Conditional_GivesTheChildOnlyWhatItExplains()
    {
        // With f = 4·[a] + [a]·x over a fair a and uniform x: the mean over x is 4.5·[a], variance 81/16; x alone explains
        // (½)²/12 = 1/48; the rest of the variance is their interaction, 1/48.
        SearchSpace space = new(
        [
            new("kind", new CategoricalDistribution([ParameterValue.Of("a"), ParameterValue.Of("b")])),
            new("x", new FloatDistribution(0, 1), [new Condition("kind", [ParameterValue.Of("a")])]),
        ]);
        (ParameterSet[] trials, double[] scores) = Draw(
            space, 1000, 5, set => set.TryGet("x", out ParameterValue x) ? 4 + x.AsDouble() : 0);

        IReadOnlyList<ParameterWeight> weights = ParameterImportance.Compute(space, trials, scores, 42);

        double variance = (81.0 / 16) + (2.0 / 48);
        Assert.Equal("kind", weights[0].Name);
        Assert.Equal(81.0 / 16 / variance, weights[0].Explained, 0.01);
        Assert.Equal(1.0 / 48 / variance, weights[1].Explained, 0.002);
    }

    [Fact]
    public void Compute_Branin_ExplainsItsMainEffects()
    {
        TestFunction branin = TestFunctions.Find("branin")!;
        SearchSpace space = branin.DefaultSpace();
        (ParameterSet[] trials, double[] scores) = Draw(
            space, 1000, 6, set => branin.Evaluate([set["x1"].AsDouble(), set["x2"].AsDouble()]));

        IReadOnlyList<ParameterWeight> weights = ParameterImportance.Compute(space, trials, scores, 42);

        (double first, double second) = MainEffects((u, v) => branin.Evaluate([-5 + (15 * u), 15 * v]));
        Assert.Equal(first, weights.Single(weight => weight.Name == "x1").Explained, 0.05);
        Assert.Equal(second, weights.Single(weight => weight.Name == "x2").Explained, 0.05);
    }

    [Fact]
    public void Compute_SameSeed_SameWeightsAndOtherSeedNearly()
    {
        TestFunction function = TestFunctions.Find("hartmann6")!;
        SearchSpace space = function.DefaultSpace();
        (ParameterSet[] trials, double[] scores) = Draw(
            space, 400, 7, set => function.Evaluate([.. set.Values.Select(value => value.AsDouble())]));

        IReadOnlyList<ParameterWeight> weights = ParameterImportance.Compute(space, trials, scores, 42);

        Assert.Equal(weights, ParameterImportance.Compute(space, trials, scores, 42));
        foreach (ParameterWeight other in ParameterImportance.Compute(space, trials, scores, 43))
            Assert.Equal(weights.Single(weight => weight.Name == other.Name).Explained, other.Explained, 0.05);
    }

    [Fact]
    public void Compute_NothingToLearn_IsZero()
    {
        SearchSpace space = Cube(2);
        (ParameterSet[] trials, double[] same) = Draw(space, 50, 8, (ParameterSet _) => 0.1);

        Assert.All(ParameterImportance.Compute(space, trials, same, 1), weight => Assert.Equal(0, weight.Importance));
        Assert.All(ParameterImportance.Compute(space, [], [], 1), weight => Assert.Equal(0, weight.Importance));
        Assert.All(
            ParameterImportance.Compute(space, trials, [.. same.Select(_ => double.NaN)], 1), weight => Assert.Equal(0, weight.Explained));
    }

    [Fact]
    public void Compute_ManyTrials_LooksAtASample()
    {
        SearchSpace space = Cube(2);
        (ParameterSet[] trials, double[] scores) = Draw(space, 20_000, 9, point => point[0]);

        Assert.InRange(ParameterImportance.Compute(space, trials, scores, 42, trees: 4)[0].Importance, 0.99, 1);
    }

    private static SearchSpace Cube(int dimensions) => TestFunctions.Find("sphere")!.DefaultSpace(dimensions) is var sphere
        ? new SearchSpace([.. sphere.Parameters.Select(parameter => parameter with { Distribution = new FloatDistribution(0, 1) })])
        : throw new InvalidOperationException();

    private static (ParameterSet[] Trials, double[] Scores) Draw(
        SearchSpace space, int count, ulong seed, Func<double[], double> function) =>
        Draw(space, count, seed, set => function([.. set.Values.Select(value => value.AsDouble())]));

    private static (ParameterSet[] Trials, double[] Scores) Draw(
        SearchSpace space, int count, ulong seed, Func<ParameterSet, double> function)
    {
        var random = new RandomStream(seed, 0);
        var trials = new ParameterSet[count];
        for (int i = 0; i < count; i++)
            trials[i] = space.Sample(ref random);
        return (trials, [.. trials.Select(function)]);
    }

    private static (double First, double Second) MainEffects(Func<double, double, double> function)
    {
        const int N = 400;
        double[,] values = new double[N, N];
        var rows = new double[N];
        var columns = new double[N];
        double mean = 0, variance = 0;
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++)
            {
                values[i, j] = function((i + 0.5) / N, (j + 0.5) / N);
                rows[i] += values[i, j] / N;
                columns[j] += values[i, j] / N;
                mean += values[i, j] / N / N;
            }
        }

        foreach (double value in values)
            variance += (value - mean) * (value - mean) / N / N;
        return (
            rows.Average(row => (row - mean) * (row - mean)) / variance,
            columns.Average(column => (column - mean) * (column - mean)) / variance);
    }
}
