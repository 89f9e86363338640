using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Studies.Tests.Files;

public class PolicyReaderTests
{
    // The parameters of sweeps as people have them, with two lines in front.
    private const string Execution = """
        model: ppo
        data: {EURUSD: eurusd.csv}
        program: train_ppo_execution.py
        method: bayes
        metric: {name: eval/mean_reward, goal: maximize}
        parameters:
          learning_rate: {distribution: log_uniform_values, min: 1e-5, max: 1e-3}
          n_steps: {values: [512, 1024, 2048]}
          batch_size: {values: [32, 64, 128]}
          gamma: {distribution: uniform, min: 0.95, max: 0.999}
          ent_coef: {distribution: log_uniform_values, min: 0.001, max: 0.1}
          net_arch: {values: ["[64, 64]", "[128, 128]"]}
          total_timesteps: {value: 200000}
        early_terminate: {type: hyperband, min_iter: 5, s: 2, eta: 3}
        """;

    private const string Population = """
        model: ddpg_ga
        data: {EURUSD: eurusd.csv}
        program: main.py
        method: random
        metric: {name: fitness/best_ever, goal: maximize}
        entity: someone
        parameters:
          population_size: {values: [8, 12]}
          mutation_rate: {distribution: uniform, min: 0.05, max: 0.3}
          actor_lr: {distribution: log_uniform_values, min: 1e-5, max: 1e-3}
          gamma: {value: 0.99}
          num_generations: {value: 12}
        command: ["${env}", python, main.py, --sweep]
        """;

    [Fact]
    public void Parse_ExecutionSweepWithTwoLinesMore_TrainsHere()
    {
        StudySpec study = StudyFile.Parse(Execution, "s.yaml");
        var policy = Assert.IsType<PolicySpec>(study.Objective);

        Assert.Equal(("ppo", "execution", 0), (policy.Model, policy.EnvironmentName, policy.Settings.Count));
        Assert.Equal(7, study.Space.Parameters.Count);
        Assert.Equal(new MetricSpec("eval/mean_reward", "eval/mean_reward", Goal.Maximize), Assert.Single(study.Metrics));
        Assert.Contains("The policy is trained here, so program has no meaning and is ignored.", study.Notes);
        foreach (string metric in new[] { "eval/mean_reward", "eval/shortfall_bps", "eval/slippage_vs_twap", "eval/fill_rate" })
            Assert.Contains(policy.Metrics, known => known.Name == metric);
    }

    [Fact]
    public void Parse_PopulationSweepWithTwoLinesMore_TrainsHere()
    {
        StudySpec study = StudyFile.Parse(Population, "s.yaml");
        var policy = Assert.IsType<PolicySpec>(study.Objective);

        Assert.Equal(("trading", "num_generations=12"), (policy.EnvironmentName, policy.Settings.ToString()));
        string[] metrics = [
            "fitness/best_ever", "fitness/best_training_ever", "fitness/mean", "val/return", "val/sharpe", "final/win_rate",
            "final/avg_trade_duration", "final/sharpe_ratio",
        ];
        foreach (string metric in metrics)
            Assert.Contains(policy.Metrics, known => known.Name == metric);
    }

    [Fact]
    public void Parse_CombinedMetric_IsAnExpressionOverMetrics()
    {
        string text = Population.Replace(
            "metric: {name: fitness/best_ever, goal: maximize}",
            "metric: {name: quality, expression: \"0.7 * `fitness/best_ever` + 0.3 * `val/sharpe`\", goal: maximize}",
            StringComparison.Ordinal);

        Assert.Equal("quality", Assert.Single(StudyFile.Parse(text, "s.yaml").Metrics).Name);
    }

    [Fact]
    public void Json_WrittenAndRead_IsTheSameStudy()
    {
        StudySpec study = StudyFile.Parse(Population + "\nfeatures: {quiet: atr(14) / atr(100)}\n", "s.yaml");

        StudySpec read = StudyFile.FromJson(StudyFile.ToJson(study));

        Assert.Equal(StudyFile.ToJson(study), StudyFile.ToJson(read));
        var policy = Assert.IsType<PolicySpec>(read.Objective);
        Assert.Equal(("num_generations=12", "quiet"), (policy.Settings.ToString(), Assert.Single(policy.Features).Name));
    }

    [Theory]
    [InlineData("model: ppo\n", "data is missing.")]
    [InlineData("model: {name: ppo, environment: cartpole}\n", "Did you mean cart_pole?")]
    [InlineData("model: {name: ppo, environment: cart_pole, side: buy}\n", "side has no meaning in cart_pole.")]
    [InlineData("model: {name: ppo, environment: cart_pole}\ndata: {X: x.csv}\n", "data has no meaning in cart_pole, which has no market.")]
    [InlineData("model: {name: ppo, environment: cart_pole}\nlabels: {sides: both}\n", "labels has no meaning for ppo")]
    [InlineData(
        "model: {name: ddpg_ga, environment: cart_pole}\n",
        "ddpg_ga learns actions that are numbers, but cart_pole takes one of several choices.")]
    [InlineData(
        "model: {name: ppo, environment: cart_pole, n_steps: 100}\n", "n_steps is 100, but must be a multiple of n_envs, which is 8.")]
    [InlineData(
        "model: {name: ppo, environment: cart_pole, net_arch: [64, 0]}\n", "must be a list of at most 8 whole numbers from 1 to 4096")]
    [InlineData(
        "model: {name: ppo, environment: cart_pole}\nmetric: eval/shortfall_bps\n", "eval/shortfall_bps")]
    public void Parse_Wrong_SaysWhatAndWhatToWrite(string head, string message)
    {
        var fault = Assert.Throws<InvalidInputException>(
            () => StudyFile.Parse(head + "parameters: {learning_rate: [0.001, 0.002]}\n", "s.yaml"));

        Assert.Contains(fault.Problems, problem => problem.Message.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("batch_size: [512], n_steps: [128, 256]", "batch_size is 512 or more, but an update has 256 steps at most")]
    [InlineData("evaluations: [3, 4]", "evaluations takes several values, but must be the same for all trials of a study.")]
    [InlineData("net_arch: [\"[64, x]\"]", "net_arch is '[64, x]', but must be a list")]
    [InlineData("gamme: [0.9]", "Did you mean gamma?")]
    public void Parse_WrongParameters_SaysWhatAndWhatToWrite(string parameters, string message)
    {
        var fault = Assert.Throws<InvalidInputException>(
            () => StudyFile.Parse($"model: {{name: ppo, environment: cart_pole}}\nparameters: {{{parameters}}}\n", "s.yaml"));

        Assert.Contains(fault.Problems, problem => problem.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_SomeBatchesAboveSteps_IsNoted()
    {
        StudySpec study = StudyFile.Parse(
            "model: {name: ppo, environment: cart_pole}\nparameters: {batch_size: [64, 512], n_steps: [256, 1024]}\n", "s.yaml");

        Assert.Contains(study.Notes, note => note.Contains("constraints: [batch_size <= n_steps]", StringComparison.Ordinal));
    }
}
