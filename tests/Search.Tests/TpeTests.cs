using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Samplers;
using ServerlessTuner.Core.Search.Samplers.Tpe;

namespace ServerlessTuner.Search.Tests;

public class TpeTests
{
    // default_weights of Optuna: ones below 25, else numpy.linspace(1 / n, 1, n − 25) and 25 ones.
    [Fact]
    public void Weight_ManyTrials_FollowsTheRamp()
    {
        Assert.All(Enumerable.Range(0, 24), rank => Assert.Equal(1, Bandwidths.Weight(rank, 24)));
        double[] weights = [.. Enumerable.Range(0, 30).Select(rank => Bandwidths.Weight(rank, 30))];
        double[] ramp = [1.0 / 30, 0.275, 0.5166666666666667, 0.7583333333333333, 1];
        for (int i = 0; i < 5; i++)
            Assert.Equal(ramp[i], weights[i], 1e-15);
        Assert.All(weights[5..], weight => Assert.Equal(1, weight));
        Assert.Equal(1.0 / 26, Bandwidths.Weight(0, 26));
    }

    // Worked by hand from Optuna's _calculate_numerical_distributions on the unit interval, endpoints not considered.
    [Fact]
    public void At_SortedMeans_ReachesTheFartherNeighbour()
    {
        double[] means = [0.1, 0.2, 0.6, 0.61];
        double smallest = Bandwidths.Smallest(4);

        Assert.Equal(1.0 / 6, smallest);
        Assert.Equal(
            [smallest, 0.4, 0.4, smallest],
            Enumerable.Range(0, 4).Select(
                i => Math.Round(Bandwidths.At(means, i, smallest), 12) is var sigma
                    && Math.Abs(sigma - smallest) < 1e-9 ? smallest : sigma));
        Assert.Equal(0.7, Bandwidths.At([0.7], 0, 0.01), 1e-15);
        Assert.Equal(0.01, Bandwidths.Smallest(5000));
    }

    private static TpeAxis[] Axes(SearchSpace space)
    {
        var encoding = new Encoding(space);
        return [.. encoding.Axes.Select((axis, i) => new TpeAxis(axis, i))];
    }

    private static readonly SearchSpace Mixed = new(
    [
        new("x", new FloatDistribution(0, 1)),
        new("k", new IntegerDistribution(0, 9)),
        new("c", new CategoricalDistribution([ParameterValue.Of("a"), ParameterValue.Of("b"), ParameterValue.Of("c")])),
    ]);

    // The mixture written down directly: truncated normals, masses of cells, smoothed counts.
    private static double Reference(List<double[]> trials, double[] point)
    {
        double smallest = Bandwidths.Smallest(trials.Count), total = 0;
        double[] xs = [.. trials.Select(trial => trial[0]).Order()], ks = [.. trials.Select(trial => trial[1]).Order()];
        for (int k = 0; k <= trials.Count; k++)
        {
            bool prior = k == trials.Count;
            double muX = prior ? 0.5 : trials[k][0], muK = prior ? 0.5 : trials[k][1];
            double sigmaX = prior ? 1 : Bandwidths.At(xs, Array.IndexOf(xs, muX), smallest),
                sigmaK = prior ? 1 : Bandwidths.At(ks, Array.IndexOf(ks, muK), smallest);
            double z = (point[0] - muX) / sigmaX;
            double density = Math.Exp(-0.5 * z * z) / sigmaX / Cdf(0, 1, muX, sigmaX);
            double level = Math.Floor(point[1] * 10);
            density *= Cdf(level / 10, (level + 1) / 10, muK, sigmaK) / Cdf(0, 1, muK, sigmaK);
            double kernels = trials.Count + 1;
            density *= prior ? 1.0 / 3 : ((1 / kernels) + (trials[k][2] == point[2] ? 1 : 0)) / (1 + (3 / kernels));
            total += density * (prior ? 1 : Bandwidths.Weight(k, trials.Count));
        }

        return Math.Log(total);
    }

    private static double Cdf(double low, double high, double mean, double sigma) =>
        PortableMath.NormalCdf((high - mean) / sigma) - PortableMath.NormalCdf((low - mean) / sigma);

    private static List<double[]> RandomTrials(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new[] { random.NextDouble(), (i % 10 / 10.0) + 0.05, random.Next(3) })];

    [Fact]
    public void LogDensities_RestMixture_EqualsTheFormula()
    {
        var random = new Random(3);
        foreach (int count in (int[])[1, 5, 9, 40, 300])
        {
            List<double[]> trials = RandomTrials(random, count);
            // Ties of stepped means depend on their order; keep them apart here.
            trials = count <= 9 ? trials : [.. trials.Select((trial, i) => new[] { trial[0], trial[1] + (i * 1e-9), trial[2] })];
            var rest = new RestMixture(Axes(Mixed));
            for (int i = 0; i < count; i++)
                rest.Add(i + 1, trials[i]);
            rest.Refresh();
            double[][] points = [[0.3, 0.45, 1], [0.99, 0.05, 0], [0, 0.95, 2], [0.5, 0.55, 2], [0.7, 0.15, 0]];
            var logs = new double[5];
            rest.LogDensities(points, -1, logs);

            for (int i = 1; i < 5; i++)
                Assert.Equal(Reference(trials, points[i]) - Reference(trials, points[0]), logs[i] - logs[0], 1e-9);
        }
    }

    [Fact]
    public void RestMixture_ComingAndGoing_GivesTheSameBits()
    {
        var random = new Random(4);
        List<double[]> trials = RandomTrials(random, 200);
        var straight = new RestMixture(Axes(Mixed));
        var winding = new RestMixture(Axes(Mixed));
        for (int i = 0; i < 200; i++)
        {
            winding.Add(i + 1, trials[i]);
            if (i % 7 == 3)
                winding.Refresh();
            if (i % 11 == 5)
                winding.Remove(i - 2);
        }

        for (int i = 0; i < 200; i++)
        {
            if (winding.Contains(i + 1))
                straight.Add(i + 1, trials[i]);
        }

        winding.Refresh();
        straight.Refresh();
        double[][] points = RandomTrials(random, 25).ToArray();
        double[] left = new double[25], right = new double[25];
        for (int only = -1; only < 3; only++)
        {
            winding.LogDensities(points, only, left);
            straight.LogDensities(points, only, right);
            Assert.Equal(right, left);
        }
    }

    // Optuna's order: complete ones, then pruned ones by how far they came, then by their last value; NaN last.
    [Fact]
    public void Split_PrunedTrials_RankBehindComplete()
    {
        var space = new SearchSpace([new("x", new FloatDistribution(0, 1))]);
        var history = new List<FinishedTrial>();
        void Add(TrialOutcome outcome, double[] losses, params StepLoss[] steps) =>
            history.Add(
                new FinishedTrial(
                    history.Count, new ParameterSet(["x"], [ParameterValue.Of(history.Count / 100.0)]), outcome, losses, steps));
        Add(TrialOutcome.Pruned, [], new StepLoss(1, 0.1));
        Add(TrialOutcome.Pruned, [], new StepLoss(3, 9));
        Add(TrialOutcome.Complete, [5]);
        Add(TrialOutcome.Pruned, [], new StepLoss(3, double.NaN));
        Add(TrialOutcome.Failed, []);
        Add(TrialOutcome.Pruned, [], new StepLoss(3, 8));
        for (int i = 0; i < 25; i++)
            Add(TrialOutcome.Pruned, []);
        var cache = new SamplerCache();
        TrialLog log = cache.Get<TrialLog>();
        var request = new ProposalRequest { Space = space, History = history, Seed = 1, FirstTrial = history.Count };
        log.Update(request);
        var state = new TpeState();

        state.Sync(new Situation(request, cache, log), constantLiar: true);

        Assert.Equal(30, state.Finished);
        Assert.Equal([1, 2, 5], state.Best.Positions);
    }

    [Fact]
    public void Propose_ConstantLiar_SpreadsABatch()
    {
        var space = new SearchSpace([new("x", new FloatDistribution(0, 1)), new("y", new FloatDistribution(0, 1))]);
        FinishedTrial[] history =
        [
            .. Enumerable.Range(0, 60).Select(i => (X: i % 8 / 7.0, Y: i / 8 / 7.0)).Select((point, i) =>
                new FinishedTrial(
                    i,
                    new ParameterSet(["x", "y"], [ParameterValue.Of(point.X), ParameterValue.Of(point.Y)]),
                    Math.Pow(point.X - 0.5, 2) + Math.Pow(point.Y - 0.5, 2))),
        ];
        double Spread(bool liar)
        {
            double sum = 0;
            for (ulong seed = 0; seed < 20; seed++)
            {
                IReadOnlyList<ParameterSet> points = new TpeSampler(constantLiar: liar).Propose(
                    new ProposalRequest { Space = space, History = history, Seed = seed, FirstTrial = 60, Count = 16 }, new SamplerCache());
                double mean = points.Average(point => point["x"].AsDouble());
                sum += points.Average(point => Math.Pow(point["x"].AsDouble() - mean, 2));
            }

            return sum;
        }

        Assert.True(Spread(liar: true) > 1.1 * Spread(liar: false), $"{Spread(true)} {Spread(false)}");
    }

    [Fact]
    public void Propose_Sphere_BeatsRandomByFar()
    {
        var space = new SearchSpace([.. Enumerable.Range(0, 4).Select(i => new Parameter($"x{i}", new FloatDistribution(-5, 5)))]);
        double Best(ISampler sampler)
        {
            var history = new List<FinishedTrial>();
            var cache = new SamplerCache();
            for (int i = 0; i < 150; i++)
            {
                ParameterSet point = sampler.Propose(
                    new ProposalRequest { Space = space, History = history, Seed = 2, FirstTrial = i }, cache)[0];
                history.Add(new FinishedTrial(i, point, point.Values.Sum(value => value.AsDouble() * value.AsDouble())));
            }

            return history.Min(trial => trial.Losses[0]);
        }

        double random = Best(new RandomSampler());
        Assert.True(Best(new TpeSampler()) < random / 10);
        Assert.True(Best(new TpeSampler(multivariate: false)) < random / 10);
    }
}
