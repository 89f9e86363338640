using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Samplers;
using ServerlessTuner.Core.Search.Samplers.CmaEs;

namespace ServerlessTuner.Search.Tests;

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

    // What pycma prints when it starts, "(5_w,10)-aCMA-ES (mu_w=3.2,w_1=45%) in dimension 10": parents, population, μ_w and w₁.
    [Theory]
    [InlineData(2, 3, 6, 2.0, 63)]
    [InlineData(3, 3, 7, 2.3, 58)]
    [InlineData(5, 4, 8, 2.6, 52)]
    [InlineData(10, 5, 10, 3.2, 45)]
    [InlineData(20, 6, 12, 3.7, 40)]
    public void CmaEs_Defaults_AreThoseOfTheTutorial(int dimensions, int parents, int population, double effective, int first)
    {
        var runs = new CmaRuns();
        var log = new TrialLog();
        log.Update(new ProposalRequest { Space = Cube(dimensions), History = [], Seed = 1, FirstTrial = 0 });
        runs.Sync(log, 1, population: 0, sigma: 0.2, restart: "none");

        Assert.Equal(population, runs.Current.Population);
        Assert.Equal(parents, runs.Current.Weights.Length);
        // The variance-effective number of parents, μ_w.
        Assert.Equal(effective, Math.Round(1 / runs.Current.Weights.ToArray().Sum(weight => weight * weight), 1));
        Assert.Equal(first, Math.Floor(100 * runs.Current.Weights[0]));
    }

    // Nomura et al.: the mean of the best tenth, its covariance and, here, 0.01² beside it; the step size is the geometric mean deviation.
    [Fact]
    public void WarmStart_KnownPoints_FollowsThePaper()
    {
        double[][] ranked = [[0.2, 0.5], [0.4, 0.5], .. Enumerable.Range(0, 18).Select(_ => new[] { 0.9, 0.9 })];

        CmaState run = CmaWarmStart.From(ranked, 6);

        Assert.Equal([0.3, 0.5], run.Mean.Select(value => Math.Round(value, 12)));
        // Variances 0.01 + 0.0001 and 0.0001.
        Assert.Equal(Math.Sqrt(0.0101), run.Deviation(0), 1e-12);
        Assert.Equal(0.01, run.Deviation(1), 1e-12);
        Assert.Equal(Math.Pow(0.0101 * 0.0001, 0.25), run.Sigma, 1e-12);
    }

    private static double Bowl(ParameterSet point) => point.Values.Sum(value => value.AsDouble() * value.AsDouble());

    private static List<FinishedTrial> Scattered(SearchSpace space, int trials)
    {
        var random = new RandomStream(12, 0);
        return [
            .. Enumerable.Range(0, trials).Select(i => space.Sample(ref random)).Select(
                (point, i) => new FinishedTrial(i, point, Bowl(point)))
        ];
    }

    [Fact]
    public void CmaEs_TakingOver_GoesOnFromTheBest()
    {
        SearchSpace space = Cube(4);
        var sampler = new CmaEsSampler(0, 1.0 / 6, "bipop") { TakesOverAt = 100, IsOwn = number => number % 2 == 0 };
        List<FinishedTrial> history = Scattered(space, 100);
        var cache = new SamplerCache();
        var random = new RandomStream(13, 0);
        while (history.Count < 900)
        {
            // Every other trial is another sampler's.
            ParameterSet point = history.Count % 2 != 0
                ? space.Sample(ref random)
                : sampler.Propose(new ProposalRequest { Space = space, History = history, Seed = 3, FirstTrial = history.Count }, cache)[0];
            history.Add(new FinishedTrial(history.Count, point, Bowl(point)));
        }

        Assert.True(history.Min(trial => trial.Losses[0]) < 1e-3, $"{history.Min(trial => trial.Losses[0])}");
    }

    // The last trials of the first search come in when the second has proposed already.
    [Fact]
    public void CmaEs_TakingOverEarly_TakesLateTrialsIn()
    {
        SearchSpace space = Cube(3);
        var sampler = new CmaEsSampler(0, 1.0 / 6, "bipop") { TakesOverAt = 60 };
        List<FinishedTrial> history = Scattered(space, 60);
        var cache = new SamplerCache();
        IReadOnlyList<ParameterSet> Propose(int known, SamplerCache kept) =>
            sampler.Propose(
                new ProposalRequest { Space = space, History = [.. history.Take(known)], Seed = 3, FirstTrial = 60, Count = 3 }, kept);

        foreach (int known in (int[])[20, 57, 60])
            Assert.Equal(Propose(known, new SamplerCache()), Propose(known, cache));
        Assert.NotEqual(Propose(20, cache), Propose(60, cache));
    }

    // Zitzler, Deb and Thiele's problems in eight dimensions. Beyond the reference point (1.1, 1.1) the fronts f₂ = 1 − √f₁ and
    // f₂ = 1 − f₁² leave 0.8767 and 0.5433.
    [Theory]
    [InlineData(false, 0.8767)]
    [InlineData(true, 0.5433)]
    public void Nsga2_ZdtProblems_ComesNearTheFront(bool concave, double ideal)
    {
        var space = new SearchSpace([.. Enumerable.Range(0, 8).Select(i => new Parameter($"x{i}", new FloatDistribution(0, 1)))]);
        double[] Zdt(ParameterSet point)
        {
            double[] x = [.. point.Values.Select(value => value.AsDouble())];
            double g = 1 + (9 * x.Skip(1).Average()), ratio = x[0] / g;
            return [x[0], g * (1 - (concave ? ratio * ratio : Math.Sqrt(ratio)))];
        }

        double Volume(ISampler sampler)
        {
            var history = new List<FinishedTrial>();
            var cache = new SamplerCache();
            while (history.Count < 1600)
            {
                foreach (
                    ParameterSet point in sampler.Propose(
                        new ProposalRequest
                        {
                            Space = space, History = history, Seed = 1, FirstTrial = history.Count, Objectives = 2, Count = 8
                        },
                        cache))
                    history.Add(new FinishedTrial(history.Count, point, TrialOutcome.Complete, Zdt(point), []));
            }

            double volume = 0, floor = 1.1;
            foreach (FinishedTrial trial in history.Where(trial => trial.Losses[0] < 1.1).OrderBy(trial => trial.Losses[0]))
            {
                volume += Math.Max(0, floor - trial.Losses[1]) * (1.1 - trial.Losses[0]);
                floor = Math.Min(floor, trial.Losses[1]);
            }

            return volume;
        }

        double found = Volume(new NsgaSampler(40));
        Assert.InRange(found, 0.9 * ideal, ideal);
        Assert.True(Volume(new RandomSampler()) < 0.5 * found);
    }

    // Of two objectives with the front 0 ≤ x ≤ 1, y = 0.
    [Theory]
    [InlineData("gp")]
    [InlineData("cmaes")]
    [InlineData("tpe")]
    [InlineData("auto")]
    public void Propose_TwoObjectives_SpreadsOverTheFront(string name)
    {
        var space = new SearchSpace([new("x", new FloatDistribution(-4, 5)), new("y", new FloatDistribution(-4, 4))]);
        ISampler sampler = SamplerRegistry.Create(new ComponentSpec(name));
        var history = new List<FinishedTrial>();
        var cache = new SamplerCache();
        for (int i = 0; i < (name == "gp" ? 50 : 300); i++)
        {
            ParameterSet point = sampler.Propose(
                new ProposalRequest { Space = space, History = history, Seed = 2, FirstTrial = i, Objectives = 2 }, cache)[0];
            double x = point["x"].AsDouble(), y = point["y"].AsDouble();
            history.Add(new FinishedTrial(i, point, TrialOutcome.Complete, [(x * x) + (y * y), ((x - 1) * (x - 1)) + (y * y)], []));
        }

        FinishedTrial[] near = [.. history.Where(trial => Math.Abs(trial.Values["y"].AsDouble()) < 0.3)];
        Assert.All((double[])[0, 0.5, 1], place => Assert.Contains(near, trial => Math.Abs(trial.Values["x"].AsDouble() - place) < 0.25));
    }

    private static double Minimum(ISampler sampler, SearchSpace space, Func<ParameterSet, double> function, int trials, int batch = 1)
    {
        var history = new List<FinishedTrial>();
        var cache = new SamplerCache();
        while (history.Count < trials)
        {
            foreach (
                ParameterSet point in sampler.Propose(
                    new ProposalRequest { Space = space, History = history, Seed = 3, FirstTrial = history.Count, Count = batch }, cache))
                history.Add(new FinishedTrial(history.Count, point, function(point)));
        }

        return history.Min(trial => trial.Losses[0]);
    }

    private static SearchSpace Cube(int dimensions) =>
        new([.. Enumerable.Range(0, dimensions).Select(i => new Parameter($"x{i}", new FloatDistribution(-4, 6)))]);

    private static double Ellipsoid(ParameterSet point) =>
        point.Values.Select((value, i) => Math.Pow(30, i) * value.AsDouble() * value.AsDouble()).Sum();

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
            point => Math.Pow(point["x"].AsDouble() - 2, 2) + Math.Abs(point["n"].AsDouble() - 41) + (
                point["m"].AsInteger() == 3 ? 0 : 2) + (point["c"].ToString() == "c" ? 0 : 1), 500);

        Assert.True(best < 0.01, $"{best}");
    }

    [Fact]
    public void CmaEs_TwoBasins_RestartsFindTheDeeper()
    {
        // A narrow deep basin beside a wide shallow one.
        double Function(ParameterSet point)
        {
            double wide = point.Values.Sum(value => Math.Pow(value.AsDouble() + 2, 2)),
                narrow = point.Values.Sum(value => Math.Pow(value.AsDouble() - 4, 2));
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
            ParameterSet point = sampler.Propose(
                new ProposalRequest { Space = space, History = history, Seed = 1, FirstTrial = i, Objectives = 2 }, cache)[0];
            double x = point["x"].AsDouble(), y = point["y"].AsDouble();
            history.Add(new FinishedTrial(i, point, TrialOutcome.Complete, [(x * x) + (y * y), ((x - 2) * (x - 2)) + (y * y)], []));
        }

        double[] front = [.. ParetoRanking.Best(history, trial => trial.Losses, 24).Select(trial => trial.Values["x"].AsDouble()).Order()];
        Assert.InRange(front[0], -0.3, 0.3);
        Assert.InRange(front[^1], 1.7, 2.3);
        Assert.True(front.Zip(front.Skip(1), (a, b) => b - a).Max() < 0.5);
    }
}
