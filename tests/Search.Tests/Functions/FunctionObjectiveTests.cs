using System.Diagnostics;
using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Functions;

namespace ServerlessTuner.Search.Tests.Functions;

public class FunctionObjectiveTests
{
    private static readonly SearchSpace Plane = TestFunctions.Find("branin")!.DefaultSpace();

    [Fact]
    public void Evaluate_Parameters_AreTakenInTheOrderOfTheSpace()
    {
        var space = new SearchSpace([new("width", new FloatDistribution(-5, 10)), new("a", new IntegerDistribution(0, 15))]);
        MetricTable results = Run(
            new FunctionObjective(new FunctionSpec("branin"), space, 1),
            new ParameterSet(["width", "a"], [ParameterValue.Of(-5.0), ParameterValue.Of(0L)]));

        Assert.Equal(308.12909601160663, results.Row(0)[0], 1e-11);
        Assert.Null(results.StepMetrics(0));
    }

    [Fact]
    public void Evaluate_Mixed_ShiftsByTheChoice()
    {
        SearchSpace space = TestFunctions.Find("mixed")!.DefaultSpace(2);
        var objective = new FunctionObjective(new FunctionSpec("mixed"), space, 1);

        MetricTable results = Run(objective, Mixed("near", 0, 0), Mixed("shifted", 1, 1), Mixed("far", 0, 1));

        Assert.Equal([0, 1, 7], Enumerable.Range(0, 3).Select(row => results.Row(row)[0]));

        static ParameterSet Mixed(string kind, double x, double y) =>
            new(["kind", "x1", "x2"], [ParameterValue.Of(kind), ParameterValue.Of(x), ParameterValue.Of(y)]);
    }

    [Fact]
    public void Evaluate_Noise_DependsOnValuesAndSeedAlone()
    {
        var random = new RandomStream(4, 0);
        ParameterSet[] trials = [.. Enumerable.Range(0, 2000).Select(_ => Plane.Sample(ref random))];
        double[] clean = Values(new FunctionObjective(new FunctionSpec("branin"), Plane, 1), trials);
        double[] noisy = Values(new FunctionObjective(new FunctionSpec("branin", Noise: 2), Plane, 1), trials);
        double[] other = Values(new FunctionObjective(new FunctionSpec("branin", Noise: 2), Plane, 2), trials);
        double[] reversed = Values(new FunctionObjective(new FunctionSpec("branin", Noise: 2), Plane, 1), [.. trials.Reverse()]);

        Assert.Equal(noisy, reversed.Reverse());
        Assert.DoesNotContain(0, noisy.Zip(other, (a, b) => a - b));
        double[] noise = [.. noisy.Zip(clean, (a, b) => a - b)];
        Assert.Equal(0, noise.Average(), 0.2);
        Assert.Equal(2, Math.Sqrt(noise.Average(value => value * value)), 0.15);
    }

    [Fact]
    public void Evaluate_Steps_FallToTheFinalValueAndDoNotDependOnWhereTheyEnd()
    {
        var objective = new FunctionObjective(new FunctionSpec("branin", Noise: 1, Steps: 9), Plane, 1);
        var random = new RandomStream(5, 0);
        ParameterSet[] trials = [.. Enumerable.Range(0, 50).Select(_ => Plane.Sample(ref random))];
        double[] final = Values(new FunctionObjective(new FunctionSpec("branin", Noise: 1), Plane, 1), trials);
        MetricTable whole = Run(objective, trials);
        var part = new MetricTable(trials.Length, 1);
        objective.Evaluate(trials, Scenario.Defaults[1], 4, part, CancellationToken.None);

        for (int row = 0; row < trials.Length; row++)
        {
            double[] curve = whole.StepMetrics(row)!;
            Assert.Equal(9, curve.Length);
            Assert.Equal(final[row], curve[^1]);
            Assert.Equal(final[row], whole.Row(row)[0]);
            Assert.Equal(curve.OrderDescending(), curve);
            Assert.InRange(curve[0] - final[row], 0.5 * (1 + Math.Abs(final[row])), 1.5 * (1 + Math.Abs(final[row])));
            Assert.Equal(curve[..4], part.StepMetrics(row));
            Assert.Equal(curve[3], part.Row(row)[0]);
        }
    }

    [Fact]
    public void Evaluate_Delay_WaitsPerStepAndHearsCancellation()
    {
        var objective = new FunctionObjective(new FunctionSpec("branin", DelayMilliseconds: 20, Steps: 3), Plane, 1);
        var clock = Stopwatch.StartNew();
        Run(objective, new ParameterSet(["x1", "x2"], [ParameterValue.Of(0.0), ParameterValue.Of(0.0)]));
        Assert.True(clock.ElapsedMilliseconds >= 55);

        var slow = new FunctionObjective(new FunctionSpec("branin", DelayMilliseconds: 600_000), Plane, 1);
        using var cancellation = new CancellationTokenSource(30);
        Assert.Throws<OperationCanceledException>(
            () => slow.Evaluate([ParameterSet.Empty], Scenario.Defaults[1], 1, new MetricTable(1, 1), cancellation.Token));
    }

    [Fact]
    public void Evaluate_InfiniteValue_FailsTheTrial()
    {
        var space = new SearchSpace([new("x", new FloatDistribution(0, 1e300))]);

        MetricTable results = Run(
            new FunctionObjective(new FunctionSpec("sphere"), space, 1), new ParameterSet(["x"], [ParameterValue.Of(1e300)]));

        Assert.Equal("sphere is Infinity at x=1E+300.", results.Failure(0));
    }

    [Theory]
    [
        InlineData(
            "branin",
            3,
            "branin takes 2 numbers, but the study has 3 numeric parameters (x1, x2, x3). Give it 2 numbers, or choose another "
                + "function, such as sphere.")
    ]
    [
        InlineData(
            "hartmann6",
            5,
            "hartmann6 takes 6 numbers, but the study has 5 numeric parameters (x1, x2, x3, x4, x5). Give it 6 numbers, or choose "
                + "another function, such as sphere.")
    ]
    [
        InlineData(
            "rosenbrock",
            1,
            "rosenbrock takes 2 numbers or more, but the study has 1 numeric parameters (x1). Give it 2 numbers or more, or choose "
                + "another function, such as sphere.")
    ]
    [
        InlineData(
            "spere",
            1,
            "function is 'spere', which does not exist. Known are sphere, rosenbrock, rastrigin, ackley, levy, hartmann6, branin, mixed.")
    ]
    public void Constructor_WrongFunction_SaysWhatToWrite(string name, int dimensions, string message)
    {
        SearchSpace space = TestFunctions.Find("sphere")!.DefaultSpace(dimensions);

        var exception = Assert.Throws<InvalidInputException>(() => new FunctionObjective(new FunctionSpec(name), space, 1));

        Assert.Equal(message, Assert.Single(exception.Problems).Message);
    }

    [Fact]
    public void Constructor_ChoiceForNumbersOnly_SaysWhatToWrite()
    {
        var exception = Assert.Throws<InvalidInputException>(
            () => new FunctionObjective(new FunctionSpec("sphere"), TestFunctions.Find("mixed")!.DefaultSpace(), 1));

        Assert.Equal(
            "parameters.kind: kind is not a number, but sphere takes numbers only. Remove it, or use the function mixed.",
            exception.Message);
    }

    private static MetricTable Run(FunctionObjective objective, params ParameterSet[] trials)
    {
        var results = new MetricTable(trials.Length, objective.Metrics.Count);
        objective.Evaluate(trials, Scenario.Defaults[1], objective.Steps, results, CancellationToken.None);
        return results;
    }

    private static double[] Values(FunctionObjective objective, ParameterSet[] trials)
    {
        MetricTable results = Run(objective, trials);
        return [.. Enumerable.Range(0, trials.Length).Select(row => results.Row(row)[0])];
    }
}
