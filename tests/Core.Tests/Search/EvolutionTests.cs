using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Samplers;
using ServerlessTuner.Core.Search.Samplers.CmaEs;

namespace ServerlessTuner.Core.Tests.Search;

public class EvolutionTests
{
    [Fact]
    public void Fronts_KnownPoints_AreSorted()
    {
        double[][] losses = [[1, 5], [2, 2], [5, 1], [3, 3], [2, 5], [6, 6], [2, 2]];

        Assert.Equal([0, 0, 0, 1, 1, 2, 0], ParetoRanking.Fronts(losses));
    }

    // Deb's definition by hand: ends infinite, inner ones the sum of normalised gaps.
    [Fact]
    public void Crowding_KnownPoints_IsTheSumOfGaps()
    {
        double[] distances = ParetoRanking.Crowding([[0, 10], [2, 6], [4, 4], [10, 0]]);

        Assert.Equal([double.PositiveInfinity, 1.0, (8.0 / 10) + (6.0 / 10), double.PositiveInfinity], distances);
    }

    [Fact]
    public void Best_FrontTooLarge_KeepsTheLeastCrowded() =>
        Assert.Equal([0, 2, 3], ParetoRanking.Best([0, 1, 2, 3], i => ((double[][])[[0, 10], [1.9, 6.1], [4, 4], [10, 0]])[i], 3));

    private static double Minimum(ISampler sampler, SearchSpace space, Func<ParameterSet, double> function, int trials, int batch = 1)
    {
        var history = new List<FinishedTrial>();
        var cache = new SamplerCache();
        while (history.Count < trials)
        {
            foreach (ParameterSet point in sampler.Propose(new ProposalRequest { Space = space, History = history, Seed = 3, FirstTrial = history.Count, Count = batch }, cache))
                history.Add(new FinishedTrial(history.Count, point, function(point)));
        }

        return history.Min(trial => trial.Losses[0]);
    }

    private static SearchSpace Cube(int dimensions) => new([.. Enumerable.Range(0, dimensions).Select(i => new Parameter($"x{i}", new FloatDistribution(-4, 6)))]);

    private static double Ellipsoid(ParameterSet point) => point.Values.Select((value, i) => Math.Pow(30, i) * value.AsDouble() * value.AsDouble()).Sum();

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void CmaEs_Ellipsoid_ConvergesLinearly(int batch) =>
        Assert.True(Minimum(new CmaEsSampler(0, 0.2, "ipop"), Cube(4), Ellipsoid, 1800, batch) < 1e-10);

    [Fact]
    public void CmaEs_StepsAndChoices_AreSearched()
    {
        var space = new SearchSpace(
        [
            new("x", new FloatDistribution(-5, 5)), new("n", new IntegerDistribution(0, 50)), new("m", new IntegerDistribution(1, 3)),
            new("c", new CategoricalDistribution([ParameterValue.Of("a"), ParameterValue.Of("b"), ParameterValue.Of("c")])),
        ]);

        double best = Minimum(
            new CmaEsSampler(0, 0.2, "bipop"), space,
            point => Math.Pow(point["x"].AsDouble() - 2, 2) + Math.Abs(point["n"].AsDouble() - 41) + (point["m"].AsInteger() == 3 ? 0 : 2) + (point["c"].ToString() == "c" ? 0 : 1), 500);

        Assert.True(best < 0.01, $"{best}");
    }

    [Fact]
    public void CmaEs_TwoBasins_RestartsFindTheDeeper()
    {
        // A narrow deep basin beside a wide shallow one.
        double Function(ParameterSet point)
        {
            double wide = point.Values.Sum(value => Math.Pow(value.AsDouble() + 2, 2)), narrow = point.Values.Sum(value => Math.Pow(value.AsDouble() - 4, 2));
            return Math.Min(0.1 * wide, (2 * narrow) - 3);
        }

        Assert.True(Minimum(new CmaEsSampler(0, 0.15, "bipop"), Cube(2), Function, 8000) < -2.99);
        Assert.True(Minimum(new CmaEsSampler(0, 0.15, "ipop"), Cube(2), Function, 3000) < -2.99);
    }

    // Schaffer's problem: the front is x in [0, 2].
    [Fact]
    public void Nsga2_SchaffersProblem_CoversTheFront()
    {
        var space = new SearchSpace([new("x", new FloatDistribution(-100, 100)), new("y", new FloatDistribution(-10, 10))]);
        ISampler sampler = new NsgaSampler(24);
        var history = new List<FinishedTrial>();
        var cache = new SamplerCache();
        for (int i = 0; i < 960; i++)
        {
            ParameterSet point = sampler.Propose(new ProposalRequest { Space = space, History = history, Seed = 1, FirstTrial = i, Objectives = 2 }, cache)[0];
            double x = point["x"].AsDouble(), y = point["y"].AsDouble();
            history.Add(new FinishedTrial(i, point, TrialOutcome.Complete, [(x * x) + (y * y), ((x - 2) * (x - 2)) + (y * y)], []));
        }

        double[] front = [.. ParetoRanking.Best(history, trial => trial.Losses, 24).Select(trial => trial.Values["x"].AsDouble()).Order()];
        Assert.InRange(front[0], -0.3, 0.3);
        Assert.InRange(front[^1], 1.7, 2.3);
        Assert.True(front.Zip(front.Skip(1), (a, b) => b - a).Max() < 0.5);
    }
}
