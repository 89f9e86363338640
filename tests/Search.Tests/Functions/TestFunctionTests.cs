using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Search.Functions;

namespace ServerlessTuner.Search.Tests.Functions;

/// <summary>Minima and formulas from Surjanovic and Bingham, "Virtual Library of Simulation Experiments".</summary>
public class TestFunctionTests
{
    public static TheoryData<string> Names => [.. TestFunctions.All.Select(function => function.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Evaluate_AtTheMinimizer_IsTheMinimum(string name)
    {
        TestFunction function = TestFunctions.Find(name)!;
        foreach (int dimensions in function.Dimensions is int exact ? [exact] : new[] { function.MinDimensions, 3, 10 })
            Assert.Equal(function.Minimum, function.Evaluate(function.Minimizer(dimensions)), 1e-13);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Evaluate_InsideTheBounds_IsNotBelowTheMinimum(string name)
    {
        TestFunction function = TestFunctions.Find(name)!;
        var random = new Random(1);
        double[] best = function.Minimizer(function.DefaultDimensions);
        for (int i = 0; i < 3000; i++)
        {
            double scale = Math.Pow(10, -6 * random.NextDouble());
            double[] point = [.. best.Select((x, j) =>
            {
                (double low, double high) = function.Bounds[Math.Min(j, function.Bounds.Count - 1)];
                return Math.Clamp(x + (scale * (high - low) * (random.NextDouble() - 0.5)), low, high);
            })];
            Assert.True(function.Evaluate(point) >= function.Minimum - 1e-12);
        }
    }

    [Theory]
    [InlineData("branin", 0.39788735772973816, -Math.PI, 12.275)]
    [InlineData("branin", 0.39788735772973816, 9.42477796076938, 2.475)]
    [InlineData("branin", 308.12909601160663, -5.0, 0.0)]
    [InlineData("sphere", 14.0, 1.0, 2.0, 3.0)]
    [InlineData("rosenbrock", 101.0, 0.0, 1.0)]
    [InlineData("rosenbrock", 3.0, 0.0, 0.0, 0.0, 0.0)]
    [InlineData("rastrigin", 1.0, 1.0, 0.0)]
    [InlineData("rastrigin", 20.25, 0.5)]
    [InlineData("mixed", 5.0, 1.0, 2.0)]
    public void Evaluate_KnownPoints_HasKnownValues(string name, double expected, params double[] point) =>
        Assert.Equal(expected, TestFunctions.Find(name)!.Evaluate(point), 1e-11);

    [Fact]
    public void Evaluate_RandomPoints_FollowsTheTextbookFormulas()
    {
        var random = new Random(2);
        for (int i = 0; i < 300; i++)
        {
            double[] x = [.. Enumerable.Range(0, 5).Select(_ => (random.NextDouble() - 0.5) * 20)];
            int n = x.Length;
            double[] w = [.. x.Select(xi => 1 + ((xi - 1) / 4))];
            Near("rastrigin", (10 * n) + x.Sum(xi => (xi * xi) - (10 * Math.Cos(2 * Math.PI * xi))), x);
            Near(
                "ackley",
                (
                    -20 * Math.Exp(-0.2 * Math.Sqrt(x.Sum(xi => xi * xi) / n))) - Math.Exp(
                        x.Sum(xi => Math.Cos(2 * Math.PI * xi)) / n) + 20 + Math.E,
                x);
            Near(
                "levy",
                Math.Pow(Math.Sin(Math.PI * w[0]), 2) + w[..^1].Sum(
                    wi => Math.Pow(wi - 1, 2) * (1 + (10 * Math.Pow(Math.Sin((Math.PI * wi) + 1), 2)))) + (
                        Math.Pow(w[^1] - 1, 2) * (1 + Math.Pow(Math.Sin(2 * Math.PI * w[^1]), 2))),
                x);
            Near(
                "rosenbrock",
                Enumerable.Range(0, n - 1).Sum(j => (100 * Math.Pow(x[j + 1] - (x[j] * x[j]), 2)) + Math.Pow(1 - x[j], 2)),
                x);
            Near(
                "branin",
                Math.Pow(
                    x[1] - (5.1 / (4 * Math.PI * Math.PI) * x[0] * x[0]) + (5 / Math.PI * x[0]) - 6,
                    2) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(x[0])) + 10,
                x[..2]);
        }

        static void Near(string name, double expected, double[] point) =>
            Assert.Equal(expected, TestFunctions.Find(name)!.Evaluate(point), 1e-12 * Math.Max(1, Math.Abs(expected)));
    }

    [Fact]
    public void Turns_ManyAngles_AgreeWithTheLibrary()
    {
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++)
        {
            double turns = (random.NextDouble() - 0.5) * 40;
            double angle = 2 * Math.PI * (turns - Math.Round(turns));
            Assert.Equal(Math.Sin(angle), Turns.Sin(turns), 1e-15);
            Assert.Equal(Math.Cos(angle), Turns.Cos(turns), 1e-15);
        }

        Assert.Equal([1, 0, -1, 0, 1], new[] { 0, 0.25, 0.5, -0.75, 7 }.Select(Turns.Cos).Select(value => value + 0));
        Assert.Equal([0, 1, 0, -1], new[] { 0, 0.25, -0.5, 3.75 }.Select(Turns.Sin).Select(value => value + 0));
    }

    [Fact]
    public void Evaluate_WrongDimensions_Throws()
    {
        Assert.Throws<ArgumentException>(() => TestFunctions.Find("branin")!.Evaluate([1, 2, 3]));
        Assert.Throws<ArgumentException>(() => TestFunctions.Find("sphere")!.Evaluate([1], [0]));
    }

    [Fact]
    public void DefaultSpace_Branin_HasItsBounds() =>
        Assert.Equal(["x1 -5 10", "x2 0 15"], TestFunctions.Find("branin")!.DefaultSpace().Parameters.Select(parameter =>
            $"{parameter.Name} {((FloatDistribution)parameter.Distribution).Low} {((FloatDistribution)parameter.Distribution).High}"));
}
