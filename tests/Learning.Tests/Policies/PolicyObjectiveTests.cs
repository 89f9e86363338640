using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Learning.Tests.Environments;

namespace ServerlessTuner.Learning.Tests.Policies;

public class PolicyObjectiveTests
{
    [Theory]
    [InlineData("ppo", "cart_pole")]
    [InlineData("ppo", "execution")]
    [InlineData("ppo", "trading")]
    [InlineData("ddpg_ga", "pendulum")]
    [InlineData("ddpg_ga", "trading")]
    [InlineData("ddpg_ga", "execution")]
    public void Evaluate_ByStepsAndWhole_GivesTheSameBits(string model, string environment)
    {
        PolicySpec spec = Spec(model, environment);
        ParameterSet trial = new(["gamma"], [ParameterValue.Of(0.97)]);
        MetricTable whole = new(1, spec.Metrics.Count), bySteps = new(1, spec.Metrics.Count);
        var heard = new List<double[]>();

        PolicyObjective objective = Objective(spec);
        objective.Evaluate([trial], MarketCase.Free, objective.Steps, whole, default);
        Objective(spec).EvaluateSteps(trial, MarketCase.Free, false, bySteps, (step, row) =>
        {
            Assert.Equal(heard.Count + 1, step);
            heard.Add(row.ToArray());
            return true;
        }, default);

        Assert.Null(whole.Failure(0));
        Assert.Equal(spec.Metrics.Select(static metric => metric.Name), objective.Metrics);
        Assert.Equal(whole.Row(0).ToArray(), bySteps.Row(0).ToArray());
        Assert.Equal(whole.StepMetrics(0), heard.SelectMany(static row => row));
        Assert.True(double.IsFinite(whole.Row(0)[0]));
        Assert.Equal(3, heard.Count);
    }

    [Fact]
    public void Evaluate_OtherTrialsBefore_ChangeNothing()
    {
        PolicySpec spec = Spec("ppo", "execution");
        ParameterSet one = new(["gamma"], [ParameterValue.Of(0.97)]), two = new(["gamma"], [ParameterValue.Of(0.98)]);
        MetricTable alone = new(1, spec.Metrics.Count), together = new(2, spec.Metrics.Count);

        Objective(spec).Evaluate([one], MarketCase.Free, 3, alone, default);
        Objective(spec).Evaluate([two, one], MarketCase.Free, 3, together, default);

        Assert.Equal(alone.Row(0).ToArray(), together.Row(1).ToArray());
        Assert.NotEqual(alone.Row(0).ToArray(), together.Row(0).ToArray());
    }

    [Fact]
    public void Evaluate_OtherScenario_JudgesTheSamePolicyAtOtherCosts()
    {
        PolicySpec spec = Spec("ddpg_ga", "trading");
        PolicyObjective objective = Objective(spec);
        MetricTable free = new(1, spec.Metrics.Count), costly = new(1, spec.Metrics.Count);

        objective.Evaluate([ParameterSet.Empty], MarketCase.Free, 3, free, default);
        objective.Evaluate([ParameterSet.Empty], new Scenario("C", SlippagePips: 1), 3, costly, default);

        int fitness = Of(objective, "fitness/best_ever"), training = Of(objective, "fitness/mean"), trades = Of(objective, "val/trades");
        Assert.Equal(free.Row(0)[training], costly.Row(0)[training]);
        Assert.Equal(free.Row(0)[trades], costly.Row(0)[trades], 20.0);
        Assert.True(costly.Row(0)[fitness] < free.Row(0)[fitness]);
    }

    [Fact]
    public void Evaluate_BestEver_NeverFalls()
    {
        PolicySpec spec = Spec("ddpg_ga", "trading");
        PolicyObjective objective = Objective(spec);
        var best = new List<(double Validation, double Training)>();

        objective.EvaluateSteps(ParameterSet.Empty, MarketCase.Free, false, new(1, spec.Metrics.Count), (_, row) =>
        {
            best.Add((row[Of(objective, "fitness/best_ever")], row[Of(objective, "fitness/best_training_ever")]));
            return true;
        }, default);

        Assert.Equal(best.Select(static one => one.Validation).Order(), best.Select(static one => one.Validation));
        Assert.Equal(best.Select(static one => one.Training).Order(), best.Select(static one => one.Training));
    }

    [Fact]
    public void Evaluate_BatchAboveSteps_FailsTheTrialWithAReason()
    {
        PolicySpec spec = Spec("ppo", "cart_pole");
        var results = new MetricTable(1, spec.Metrics.Count);

        Objective(spec).Evaluate([new(["batch_size"], [ParameterValue.Of(512L)])], MarketCase.Free, 3, results, default);

        Assert.Equal(
            "parameters.batch_size is 512, but must be at most n_steps, which is 128: an update has no more steps to learn from. "
                + "Lower batch_size, or raise n_steps.",
            results.Failure(0));
    }

    [Fact]
    public void Evaluate_RandomWalk_IntervalContainsZero()
    {
        // Nothing can be learnt of it; neither costs nor limits tell orders apart.
        PolicySpec spec = Spec(
            "ppo", "execution", ("limit_range", ParameterValue.Of(0.0)), ("total_timesteps", ParameterValue.Of(20_000L)));
        var results = new MetricTable(1, spec.Metrics.Count);

        PolicyObjective objective = Objective(spec);
        objective.Evaluate([ParameterSet.Empty], MarketCase.Free, 3, results, default);

        double[] row = results.Row(0).ToArray();
        Assert.True(row[Of(objective, "eval/slippage_vs_twap_low")] <= 0);
        Assert.True(row[Of(objective, "eval/slippage_vs_twap_high")] >= 0);
        Assert.Equal(-row[Of(objective, "eval/mean_reward")], row[Of(objective, "eval/slippage_vs_twap")], 1e-6);
    }

    [Theory]
    [InlineData("ppo", "execution")]
    [InlineData("ddpg_ga", "trading")]
    public void TrainFinal_WrittenAndRead_IsThePolicyThatWasJudged(string model, string environment)
    {
        PolicySpec spec = Spec(model, environment);
        PolicyObjective objective = Objective(spec);
        var results = new MetricTable(1, spec.Metrics.Count);
        objective.Evaluate([ParameterSet.Empty], MarketCase.Free, 3, results, default);

        FinalPolicy final = Objective(spec).TrainFinal(ParameterSet.Empty, default);
        PolicyPackage package = PolicyPackage.Read(PolicyPackage.Write(final.Card), final.Policy, "policy_card.json");

        for (int i = 0; i < spec.Metrics.Count; i++)
        {
            if (double.IsFinite(results.Row(0)[i]))
                Assert.Equal(results.Row(0)[i], package.Card.Metrics[spec.Metrics[i].Name]);
        }

        // On the same bars it sees the same, and does the same, as in an episode of the study.
        string[] episode = [.. objective.Replay(ParameterSet.Empty, MarketCase.Free, holdout: false, 1, default)];
        string[] lines = [.. package.Act([Bars])];
        Assert.Equal(episode[0], lines[0]);
        Assert.True(lines.Length > episode.Length);
        Assert.NotNull(package.Card.Holdout);
    }

    private static Bars Bars { get; } = MarketCase.Walk(3000, 31);

    private static int Of(PolicyObjective objective, string metric) => objective.Metrics.ToList().IndexOf(metric);

    private static PolicyObjective Objective(PolicySpec spec) =>
        new(spec.NeedsMarket ? [Bars] : [], spec, MarketCase.Free, 5);

    private static PolicySpec Spec(string model, string environment, params (string Name, ParameterValue Value)[] more)
    {
        List<(string Name, ParameterValue Value)> given = [
            ("environment", ParameterValue.Of(environment)), ("eval_episodes", ParameterValue.Of(20L)),
            ("net_arch", ParameterValue.OfJson("[16,16]")),
            .. model == "ppo"
                ? [
                    ("evaluations", ParameterValue.Of(3L)), ("n_steps", ParameterValue.Of(128L)), ("batch_size", ParameterValue.Of(32L)),
                    ("total_timesteps", ParameterValue.Of(768L)),
                ]
                : new (string, ParameterValue)[]
                {
                    ("num_generations", ParameterValue.Of(3L)), ("population_size", ParameterValue.Of(4L)),
                    ("batch_size", ParameterValue.Of(16L)),
                    ("gradient_steps_per_generation", ParameterValue.Of(50L)),
                },
        ];
        foreach ((string name, ParameterValue value) in more)
        {
            given.RemoveAll(pair => pair.Name == name);
            given.Add((name, value));
        }

        return new PolicySpec(
            model, new ParameterSet([.. given.Select(static pair => pair.Name)], [.. given.Select(static pair => pair.Value)]));
    }
}
