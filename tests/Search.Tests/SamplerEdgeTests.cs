using ServerlessTuner.Core.Model.Numerics;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Samplers;
using ServerlessTuner.Tests.Support;

namespace ServerlessTuner.Search.Tests;

// Longer than 300 lines: each case is asked of every sampler, with the same spaces and histories.
/// <summary>The contract of samplers in odd spaces and with odd histories; every registered sampler is asked.</summary>
public class SamplerEdgeTests
{
    public static TheoryData<string> Names => [.. SamplerRegistry.All.Select(sampler => sampler.Name)];

    public static TheoryData<string> Learners =>
        [.. SamplerRegistry.All.Select(sampler => sampler.Name).Where(name => name is not ("grid" or "random" or "sobol"))];

    private static readonly CategoricalDistribution Letters = new([ParameterValue.Of("a"), ParameterValue.Of("b"), ParameterValue.Of("c")]);

    private static SearchSpace Boxes { get; } = new([new("x", new FloatDistribution(-1, 1)), new("y", new FloatDistribution(-1, 1))]);

    private static SearchSpace Steps { get; } = new(
        [new("a", new IntegerDistribution(0, 9)), new("b", new FloatDistribution(0, 1, 0.25)), new("c", Letters)]);

    private static ISampler Sampler(string name) => SamplerRegistry.Create(new ComponentSpec(name));

    private static SearchSpace SpaceFor(string name) => name == "grid" ? Steps : Boxes;

    private static double Loss(ParameterSet values) =>
        values.Values.Sum(value => value.IsNumber ? Math.Pow(value.AsDouble() - 0.4, 2) : value.ToString()[0] - 'a');

    private static List<FinishedTrial> Run(
        ISampler sampler,
        SearchSpace space,
        int trials,
        Func<ParameterSet,
        double>? loss = null,
        int batch = 1,
        ulong seed = 8,
        bool repeats = false)
    {
        var history = new List<FinishedTrial>();
        var cache = new SamplerCache();
        while (history.Count < trials)
        {
            IReadOnlyList<ParameterSet> points = sampler.Propose(
                new ProposalRequest
                {
                    Space = space,
                    History = history,
                    Seed = seed,
                    FirstTrial = history.Count,
                    Count = Math.Min(batch, trials - history.Count),
                    AllowRepeats = repeats
                }, cache);
            if (points.Count == 0)
                break;
            foreach (ParameterSet point in points)
                history.Add(new FinishedTrial(history.Count, point, (loss ?? Loss)(point)));
        }

        return history;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Propose_SingleValues_GivesTheOnePointOnce(string name)
    {
        var space = new SearchSpace(
            [
                new("a", new ConstantDistribution(ParameterValue.Of("only"))),
                new("b", new IntegerDistribution(4, 4)),
                new("c", new FloatDistribution(1.5, 1.5))
            ]);

        Assert.Equal("a=only b=4 c=1.5", Assert.Single(Run(Sampler(name), space, 5, batch: 3, loss: _ => 1)).Values.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Propose_OneParameter_VisitsAllValues(string name)
    {
        foreach (
            Distribution distribution in (Distribution[])[
                new IntegerDistribution(1, 30),
                new FloatDistribution(0, 2.9, 0.1),
                new CategoricalDistribution([.. Enumerable.Range(0, 30).Select(i => ParameterValue.Of($"v{i}"))]),
                new IntegerDistribution(1, 30, Log: true)
            ])
        {
            List<FinishedTrial> trials = Run(
                Sampler(name), new SearchSpace([new("p", distribution)]), 40, batch: 2, loss: values => values.ToString().Length);

            Assert.Equal(30, trials.Count);
            Assert.Equal(30, trials.Select(trial => trial.Values).Distinct().Count());
        }
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Propose_OneFloat_ComesClose(string name) =>
        Assert.InRange(
            Run(
                Sampler(name),
                new SearchSpace([new("x", new FloatDistribution(-50, 50))]),
                name == "nsga2" ? 150 : 40).Min(trial => trial.Losses[0]),
            0,
            1.5);

    [Theory]
    [MemberData(nameof(Names))]
    public void Propose_ChoicesOnly_AreAllVisitedOnce(string name)
    {
        var space = new SearchSpace(
            [
                new("a", Letters),
                new("b", Letters),
                new("c", new CategoricalDistribution([ParameterValue.Of(true), ParameterValue.Of(false)]))
            ]);

        List<FinishedTrial> trials = Run(
            Sampler(name), space, 30, batch: 5, loss: values => values.ToString().Count(letter => letter == 'a'));

        Assert.Equal(18, trials.Select(trial => trial.Values).Distinct().Count());
        Assert.Equal(18, trials.Count);
    }

    // A child of a child, and two parents: absent unless all conditions hold, and never repeated.
    [Theory]
    [MemberData(nameof(Names))]
    public void Propose_NestedConditions_AreFollowed(string name)
    {
        var space = new SearchSpace(
        [
            new("kind", Letters),
            new("mode", new IntegerDistribution(0, 2), [new("kind", [ParameterValue.Of("a"), ParameterValue.Of("b")])]),
            new("size", new IntegerDistribution(1, 4), [new("mode", [ParameterValue.Of(2)]), new("kind", [ParameterValue.Of("a")])]),
        ]);

        List<FinishedTrial> trials = Run(Sampler(name), space, 30, batch: 4, loss: values => values.Count);

        // a: modes 0 and 1 and four sizes of mode 2; b: three modes; c alone.
        Assert.Equal(10, trials.Count);
        Assert.Equal(10, trials.Select(trial => trial.Values).Distinct().Count());
        Assert.All(trials, trial => Assert.Empty(space.Faults(trial.Values)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Propose_NarrowConstraint_IsMet(string name)
    {
        Parameter[] parameters = name == "grid"
            ? [new("x", new IntegerDistribution(0, 99)), new("y", new IntegerDistribution(0, 99))]
            : [new("x", new FloatDistribution(0, 99)), new("y", new FloatDistribution(0, 99))];
        var space = new SearchSpace(
            parameters,
            [new DelegateConstraint("x + y <= 12", ["x", "y"], values => values["x"].AsDouble() + values["y"].AsDouble() <= 12)]);

        List<FinishedTrial> trials = Run(Sampler(name), space, 40, batch: 2);

        Assert.Equal(40, trials.Count);
        Assert.All(trials, trial => Assert.True(space.Admits(trial.Values), trial.Values.ToString()));
    }

    // As after an import: points that no sampler of this study proposed, with gaps in the numbers, the best one among them.
    [Theory]
    [MemberData(nameof(Names))]
    public void Propose_HistoryFromElsewhere_IsUsed(string name)
    {
        SearchSpace space = SpaceFor(name);
        var random = new RandomStream(99, 0);
        FinishedTrial[] history = [
            .. Enumerable.Range(0, 40).Select(i => space.Sample(ref random)).Distinct().Select(
                (point, i) => new FinishedTrial((3 * i) + 1, point, Loss(point)))
        ];

        // The later number lies where auto has handed over to others.
        foreach (int first in (int[])[200, 1000])
        {
            IReadOnlyList<ParameterSet> points = Sampler(name).Propose(
                new ProposalRequest { Space = space, History = history, Seed = 1, FirstTrial = first, Count = 8 }, new SamplerCache());

            Assert.Equal(8, points.Distinct().Count());
            Assert.Empty(points.Intersect(history.Select(trial => trial.Values)));
            Assert.All(points, point => Assert.Empty(space.Faults(point)));
        }
    }

    // Losses that break naive scaling: all the same, enormous, tiny, or one far off.
    [Theory]
    [MemberData(nameof(Learners))]
    public void Propose_OddLosses_GoesOn(string name)
    {
        Func<ParameterSet, double>[] functions =
        [
            _ => 7, point => 1e300 * Loss(point), point => 1e-300 * Loss(point), point => -1e18 + Loss(point),
            point => Loss(point) < 0.2
                ? -1e12
                : Loss(point), point => Loss(point) > 1
                    ? double.NaN
                    : Loss(point), point => Loss(point) > 1 ? double.PositiveInfinity : Loss(point),
        ];
        foreach (Func<ParameterSet, double> function in functions)
        {
            List<FinishedTrial> trials = Run(Sampler(name), Boxes, 18, function, batch: 2);

            Assert.Equal(18, trials.Count);
            Assert.All(trials, trial => Assert.Empty(Boxes.Faults(trial.Values)));
        }
    }

    // Failure is a result: a learner that cannot succeed where x is high stops going there.
    [Theory]
    [InlineData("auto")]
    [InlineData("tpe")]
    [InlineData("gp")]
    [InlineData("cmaes")]
    public void Propose_FailuresOnOneSide_FindsTheRest(string name)
    {
        List<FinishedTrial> trials = Run(
            Sampler(name),
            Boxes,
            70,
            point => point["x"].AsDouble() > 0
                ? double.NaN
                : Math.Pow(point["x"].AsDouble() + 0.5, 2) + Math.Pow(point["y"].AsDouble(), 2));

        Assert.True(
            trials.Skip(50).Count(trial => trial.Outcome == TrialOutcome.Failed) <= 8,
            $"{trials.Skip(50).Count(trial => trial.Outcome == TrialOutcome.Failed)} of 20 failed");
        Assert.True(trials.Where(trial => trial.Outcome == TrialOutcome.Complete).Min(trial => trial.Losses[0]) < 0.05);
    }

    // With several slots results come out of order: what a cache holds from before must not show.
    [Theory]
    [MemberData(nameof(Names))]
    public void Propose_LateResults_AnswerAsWithoutCache(string name)
    {
        SearchSpace space = SpaceFor(name);
        FinishedTrial[] all = [.. Run(Sampler(name), space, 40, seed: 3)];
        var cache = new SamplerCache();
        ISampler sampler = Sampler(name);
        foreach (int late in (int[])[2, 17, 36])
        {
            FinishedTrial[] without = [.. all.Where(trial => trial.Number != late)];
            Check(without, [all[late].Values]);
            Check(all, []);
        }

        void Check(FinishedTrial[] history, ParameterSet[] pending)
        {
            var request = new ProposalRequest { Space = space, History = history, Pending = pending, Seed = 3, FirstTrial = 40, Count = 3 };
            Assert.Equal(sampler.Propose(request, new SamplerCache()), sampler.Propose(request, cache));
        }
    }

    // A host that reads its history anew hands in other objects of the same content.
    [Theory]
    [MemberData(nameof(Names))]
    public void Propose_SameHistoryInOtherObjects_SameAnswer(string name)
    {
        SearchSpace space = SpaceFor(name);
        List<FinishedTrial> history = Run(Sampler(name), space, 30);
        var cache = new SamplerCache();
        IReadOnlyList<ParameterSet> Propose(IReadOnlyList<FinishedTrial> trials) =>
            Sampler(name).Propose(new ProposalRequest { Space = space, History = trials, Seed = 8, FirstTrial = 30, Count = 3 }, cache);

        IReadOnlyList<ParameterSet> first = Propose(history);
        int version = cache.Get<TrialLog>().Version;
        IReadOnlyList<ParameterSet> second = Propose([.. history.Select(trial => trial with { Losses = [.. trial.Losses] })]);

        Assert.Equal(first, second);
        Assert.Equal(version, cache.Get<TrialLog>().Version);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Propose_OtherSeed_OtherPoints(string name)
    {
        if (name == "grid")
            return;
        Assert.NotEqual(
            Run(Sampler(name), Boxes, 5, seed: 1).Select(trial => trial.Values),
            Run(Sampler(name), Boxes, 5, seed: 2).Select(trial => trial.Values));
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Propose_RepeatsAllowed_GoesOnBeyondTheSpace(string name)
    {
        var space = new SearchSpace([new("a", new IntegerDistribution(0, 3)), new("b", Letters)]);

        Assert.Equal(30, Run(Sampler(name), space, 30, repeats: true).Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Propose_MoreThanThereAre_GivesTheRest(string name)
    {
        IReadOnlyList<ParameterSet> points = Sampler(name).Propose(
            new ProposalRequest { Space = Steps, History = [], Seed = 1, FirstTrial = 0, Count = 400 }, new SamplerCache());

        Assert.Equal(150, points.Count);
        Assert.Equal(150, points.Distinct().Count());
    }
}
