using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Samplers;
using ServerlessTuner.Tests.Support;

namespace ServerlessTuner.Search.Tests;

/// <summary>What every sampler must do; a new one is tested on the day it is registered.</summary>
public class SamplerContractTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (SamplerInfo sampler in SamplerRegistry.All)
            {
                foreach ((string name, SearchSpace space) in Spaces)
                {
                    if (sampler.Name != "grid" || space.GridSize is not null)
                        cases.Add(sampler.Name, name);
                }
            }

            return cases;
        }
    }

    public static TheoryData<string> Names => [.. SamplerRegistry.All.Select(sampler => sampler.Name)];

    private static Dictionary<string, SearchSpace> Spaces { get; } = new(StringComparer.Ordinal)
    {
        ["floats"] = new(
            [
                new("x", new FloatDistribution(-5, 5)),
                new("y", new FloatDistribution(0, 1)),
                new("fixed", new ConstantDistribution(ParameterValue.Of("c")))
            ]),
        ["logs"] = new(
            [
                new("rate", new FloatDistribution(1e-6, 1, Log: true)),
                new("units", new IntegerDistribution(1, 5000, Log: true)),
                new("scale", new LogNormalDistribution())
            ]),
        ["steps"] = new(
            [
                new("a", new IntegerDistribution(0, 12, 3)),
                new("b", new FloatDistribution(0, 1, 0.25)),
                new("c", new CategoricalDistribution([ParameterValue.Of(8), ParameterValue.Of(2), ParameterValue.Of(4)]))
            ]),
        ["conditional"] = new(
        [
            new("model", new CategoricalDistribution([ParameterValue.Of("tree"), ParameterValue.Of("net"), ParameterValue.Of("line")])),
            new("depth", new IntegerDistribution(1, 9), [new("model", [ParameterValue.Of("tree")])]),
            new("rate", new FloatDistribution(0, 1), [new("model", [ParameterValue.Of("net"), ParameterValue.Of("line")])]),
            new("decay", new FloatDistribution(1e-4, 1, Log: true), [new("model", [ParameterValue.Of("net")])]),
        ]),
        ["constrained"] = new(
            [
                new("fast", new IntegerDistribution(2, 30)),
                new("slow", new IntegerDistribution(2, 30)),
                new("stop", new FloatDistribution(1, 2))
            ],
            [new DelegateConstraint("fast < slow", ["fast", "slow"], values => values["fast"].AsInteger() < values["slow"].AsInteger())]),
        ["wandb"] = new(
        [
            new("normal", new NormalDistribution(1, 2)), new("beta", new BetaDistribution(2, 3)), new(
                "q", new QuantizedDistribution(new NormalDistribution(0, 5), 1, true)),
            new(
                "odds",
                new CategoricalDistribution([ParameterValue.Of("a"), ParameterValue.Of("b"), ParameterValue.Of("c")], [0.7, 0.3, 0])), new(
                    "flag", new CategoricalDistribution([ParameterValue.Of(true), ParameterValue.Of(false)])),
        ]),
    };

    private static ISampler Sampler(string name) => SamplerRegistry.Create(new ComponentSpec(name));

    // Smooth in the numbers, a bonus for early choices.
    private static double Loss(ParameterSet values)
    {
        double loss = 0;
        foreach (ParameterValue value in values.Values)
            loss += value.IsNumber ? Math.Pow(Math.Tanh(value.AsDouble()) - 0.3, 2) : value.ToString().Length;
        return loss;
    }

    private static List<FinishedTrial> Run(
        ISampler sampler, SearchSpace space, int trials, int batch = 1, ulong seed = 5, bool fresh = false)
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
                    Budget = trials
                },
                fresh ? new SamplerCache() : cache);
            if (points.Count == 0)
                break;
            foreach (ParameterSet point in points)
                history.Add(Outcome(history.Count, point));
        }

        return history;
    }

    // Every seventh fails and every fifth is pruned, as in real life.
    private static FinishedTrial Outcome(int number, ParameterSet point) =>
        number % 7 == 3 ? new(number, point, TrialOutcome.Failed, [], [])
        : number % 5 == 4 ? new(
            number, point, TrialOutcome.Pruned, [], [new(1, Loss(point) + 1), new(2, number % 2 == 0 ? double.NaN : Loss(point))])
        : new(number, point, Loss(point));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Propose_AnySpace_IsAdmittedAndNew(string name, string spaceName)
    {
        SearchSpace space = Spaces[spaceName];

        List<FinishedTrial> trials = Run(Sampler(name), space, 32);

        foreach (FinishedTrial trial in trials)
        {
            Assert.Empty(space.Faults(trial.Values));
            Assert.Equal(trial.Values, space.Normalize(trial.Values));
        }

        Assert.Equal(Math.Min(32, space.GridSize ?? 32), trials.Select(trial => trial.Values).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Propose_SameRequest_SameAnswerWithoutCache(string name, string spaceName)
    {
        ISampler sampler = Sampler(name);

        List<FinishedTrial> cached = Run(sampler, Spaces[spaceName], 27, batch: 3),
            fresh = Run(Sampler(name), Spaces[spaceName], 27, batch: 3, fresh: true);

        Assert.Equal(cached.Select(trial => trial.Values), fresh.Select(trial => trial.Values));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Propose_OtherHistoryAfterwards_ForgetsTheFirst(string name, string spaceName)
    {
        var cache = new SamplerCache();
        ISampler sampler = Sampler(name);
        List<FinishedTrial> first = Run(sampler, Spaces[spaceName], 24, seed: 1), second = Run(sampler, Spaces[spaceName], 24, seed: 2);
        ProposalRequest Request(List<FinishedTrial> history) =>
            new() { Space = Spaces[spaceName], History = [.. history.Take(16)], Seed = 3, FirstTrial = 16, Count = 2 };

        _ = sampler.Propose(Request(first), cache);
        IReadOnlyList<ParameterSet> after = sampler.Propose(Request(second), cache),
            alone = sampler.Propose(Request(second), new SamplerCache());

        Assert.Equal(alone, after);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Propose_FiniteSpace_VisitsAllOnceThenSaysSo(string name)
    {
        SearchSpace space = Spaces["steps"];

        List<FinishedTrial> trials = Run(Sampler(name), space, 200, batch: 4);

        Assert.Equal(75, trials.Count);
        Assert.Equal(75, trials.Select(trial => trial.Values).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Propose_PendingTrials_AreNotRepeated(string name)
    {
        SearchSpace space = Spaces["steps"];
        List<FinishedTrial> trials = Run(Sampler(name), space, 20);
        ParameterSet[] pending = [
            .. Enumerable.Range(0, 75).Select(i => space.GridPoint(i)).Where(
                point => trials.All(trial => !trial.Values.Equals(point))).Take(50)
        ];

        IReadOnlyList<ParameterSet> points = Sampler(name).Propose(
            new ProposalRequest
            {
                Space = space, History = trials, Pending = pending, Seed = 1, FirstTrial = 70, Count = 10
            }, new SamplerCache());

        Assert.Equal(5, points.Count);
        Assert.Empty(points.Intersect(pending));
        Assert.Empty(points.Intersect(trials.Select(trial => trial.Values)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Propose_SeveralObjectives_IsAdmitted(string name)
    {
        SearchSpace space = name == "grid" ? Spaces["steps"] : Spaces["conditional"];
        ISampler sampler = Sampler(name);
        var cache = new SamplerCache();
        var history = new List<FinishedTrial>();
        for (int trial = 0; trial < 40; trial++)
        {
            ParameterSet point = sampler.Propose(
                new ProposalRequest { Space = space, History = history, Seed = 1, FirstTrial = trial, Objectives = 2, Budget = 40 },
                cache)[0];
            Assert.Empty(space.Faults(point));
            history.Add(new FinishedTrial(trial, point, TrialOutcome.Complete, [Loss(point), -Loss(point) + point.Count], []));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Propose_AllFailed_GoesOn(string name)
    {
        SearchSpace space = Spaces["steps"];
        FinishedTrial[] history = [
            .. Enumerable.Range(0, 30).Select(i => new FinishedTrial(i, space.GridPoint(i), TrialOutcome.Failed, [], []))
        ];

        Assert.Single(
            Sampler(name).Propose(new ProposalRequest { Space = space, History = history, Seed = 1, FirstTrial = 30 }, new SamplerCache()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Source_WhereThereIsOne_AgreesWithPropose(string name)
    {
        foreach (SearchSpace space in Spaces.Values.Where(space => name != "grid" || space.GridSize is not null))
        {
            ISampler sampler = Sampler(name);
            if (sampler.Source(space, 9) is not ITrialSource source)
                continue;
            IReadOnlyList<ParameterSet> points = sampler.Propose(
                new ProposalRequest { Space = space, History = [], Seed = 9, FirstTrial = 0, Count = 30 }, new SamplerCache());

            Assert.Equal(points, Enumerable.Range(0, points.Count).Select(i => source.At(i)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Explain_AnySpace_IsOneSentence(string name) =>
        Assert.EndsWith(".", Sampler(name).Explain(Spaces["steps"], 100, 1), StringComparison.Ordinal);

    [Fact]
    public void Create_UnknownNames_AreRefused()
    {
        var sampler = Assert.Throws<InvalidInputException>(() => Sampler("annealing"));
        Assert.StartsWith(
            "sampler is 'annealing', which does not exist. Choose one of auto, grid, random, ",
            sampler.Message,
            StringComparison.Ordinal);

        var settings = Assert.Throws<InvalidInputException>(
            () => SamplerRegistry.Create(
                new ComponentSpec(
                    "tpe",
                    new ParameterSet(
                        ["n_startup_trials", "gama", "multivariate"],
                        [ParameterValue.Of(0), ParameterValue.Of(1), ParameterValue.Of("yes")]))));
        Assert.Equal(
            [
                "sampler.gama: gama is not a setting of sampler tpe. Known are n_startup_trials, n_ei_candidates, multivariate, "
                    + "constant_liar.",
                "sampler.n_startup_trials is 0, but must be a whole number from 1 to 1000000.",
                "sampler.multivariate is 'yes', but must be true or false.",
            ],
            settings.Problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public void Random_WithReplacement_Repeats()
    {
        ISampler sampler = SamplerRegistry.Create(
            new ComponentSpec("random", new ParameterSet(["replacement"], [ParameterValue.Of(true)])));

        Assert.InRange(Run(sampler, Spaces["steps"], 200).Select(trial => trial.Values).Distinct().Count(), 50, 75);
        Assert.Null(sampler.Source(Spaces["steps"], 1)!.Count);
    }
}
