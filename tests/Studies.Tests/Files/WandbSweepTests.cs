using ServerlessTuner.Core.Model.Spaces;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Functions;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Objectives;

namespace ServerlessTuner.Studies.Tests.Files;

/// <summary>
/// W&amp;B sweep files as they are. The examples are those of the public repository wandb/sweeps (MIT), commit b1dfc5f, without
/// comments; what is refused follows its src/sweeps/config/schema.json, cfg.py and tests.
/// </summary>
public class WandbSweepTests
{
    private const string ExampleParameters = """
        parameters:
          epochs:
            value: 5
          variance:
            value: 5
          sleep:
            value: 0.5
          base:
            values: [10,15,20]
          increment:
            values: [0.1,0.2,0.3]
          direction:
            values: [-1,0.1,1]
        """;

    [Theory]
    [InlineData("sweep-bayes", "program: train.py\nproject: sweeps-examples\nmethod: bayes\n", "auto")]
    [InlineData("sweep-grid", "program: train.py\nproject: sweeps-examples\nmethod: grid\n", "grid")]
    [
        InlineData(
            "launch/sweep-launch-jobs",
            "job: \"launch-test/wandb-launch-sweeps/job:v0\"\nprogram: train-launch-jobs.py\nproject: wandb-launch-sweeps\nmethod: bayes\n",
            "auto")
    ]
    [
        InlineData(
            "local-controller/sweep-local-bayes",
            "program: train-local.py\nproject: sweeps-examples\nmethod: bayes\ncontroller:\n  type: local\n",
            "auto")
    ]
    [
        InlineData(
            "local-controller/sweep-local-hyperband",
            "program: train-local.py\nproject: sweeps-examples\nmethod: grid\ncontroller:\n  type: local\nearly_terminate:\n  type: "
                + "hyperband\n  max_iter: 10\n  s: 2\n  eta: 3\n",
            "grid")
    ]
    public void Parse_ExampleOfTheRepository_IsValid(string name, string head, string sampler)
    {
        StudySpec study = StudyFile.Parse(
            $"description: {name}\n{head}metric:\n  name: loss_metric\n  goal: minimize\n{ExampleParameters}\n", name + ".yaml");

        Assert.Equal(sampler, study.Sampler.Name);
        Assert.Equal(27, study.Space.GridSize);
        Assert.Equal([new MetricSpec("loss_metric", "loss_metric", Goal.Minimize)], study.Metrics);
        Assert.IsType<ExternalSpec>(study.Objective);
        Assert.Equal(name.EndsWith("hyperband", StringComparison.Ordinal), study.Pruner is not null);
    }

    [Fact]
    public void Parse_NestedExampleOfTheRepository_JoinsNames()
    {
        StudySpec study = StudyFile.Parse("""
            description: sweep examples with nested parameters using cli
            program: train-nested-cli.py
            project: sweeps-examples
            method: grid
            metric:
              name: loss
              goal: minimize
            parameters:
              batch_size:
                values: [32, 64]
              optimizer:
                parameters:
                  lr:
                    values: [0.001, 0.0001]
                  nadam:
                    parameters:
                      beta:
                        values: [0.9, 0.95]
            """, "sweep-nested-cli.yaml");

        Assert.Equal(["batch_size", "optimizer.lr", "optimizer.nadam.beta"], study.Space.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(8, study.Space.GridSize);
    }

    // test_schema.py: test_json_type_inference_*, test_uniform_with_integer_min_max; defaults from schema.json.
    public static TheoryData<string, Distribution> Distributions() => new()
    {
        { "{min: 0, max: 1}", new IntegerDistribution(0, 1) },
        { "{min: 0.0, max: 1.0}", new FloatDistribution(0, 1) },
        { "{min: 0.0, max: 1}", new FloatDistribution(0, 1) },
        { "{min: 0, max: 1.0}", new FloatDistribution(0, 1) },
        { "{distribution: uniform, min: 0, max: 1}", new FloatDistribution(0, 1) },
        { "{distribution: int_uniform, min: 1, max: 6}", new IntegerDistribution(1, 6) },
        { "{value: abcd}", new ConstantDistribution(ParameterValue.Of("abcd")) },
        { "{value: 1e-4}", new ConstantDistribution(ParameterValue.Of(1e-4)) },
        { "{value: '1e-4'}", new ConstantDistribution(ParameterValue.Of("1e-4")) },
        { "{value: null}", new ConstantDistribution(default) },
        { "{distribution: constant, value: true}", new ConstantDistribution(ParameterValue.Of(true)) },
        { "{distribution: normal}", new NormalDistribution(0, 1) },
        { "{distribution: normal, mu: 2, sigma: 0.5}", new NormalDistribution(2, 0.5) },
        { "{distribution: log_normal}", new LogNormalDistribution(0, 1) },
        { "{distribution: q_normal, q: 0.1}", new QuantizedDistribution(new NormalDistribution(0, 1), 0.1) },
        { "{distribution: q_log_normal}", new QuantizedDistribution(new LogNormalDistribution(0, 1), 1, Integer: true) },
        { "{distribution: beta}", new BetaDistribution(1, 1) },
        { "{distribution: q_beta}", new QuantizedDistribution(new BetaDistribution(1, 1), 1, Integer: true) },
        { "{distribution: q_uniform, min: 0, max: 10, q: 2}", new QuantizedDistribution(new FloatDistribution(0, 10), 2, Integer: true) },
        { "{distribution: q_uniform, min: 0, max: 10, q: 2.0}", new QuantizedDistribution(new FloatDistribution(0, 10), 2) },
        { "{distribution: log_uniform_values, min: 0.001, max: 1}", new FloatDistribution(0.001, 1, Log: true) },
        { "{distribution: inv_log_uniform_values, min: 0.001, max: 1}", new FloatDistribution(0.001, 1, Log: true) },
        
        {
            "{distribution: q_log_uniform_values, min: 1, max: 100, q: 5}",
            new QuantizedDistribution(new FloatDistribution(1, 100, Log: true), 5, Integer: true)
        },
        { "{distribution: log_uniform, min: 0, max: 1}", new FloatDistribution(1, Math.E, Log: true) },
        { "{distribution: inv_log_uniform, min: 0, max: 1}", new FloatDistribution(1 / Math.E, 1, Log: true) },
        
        {
            "{distribution: q_log_uniform, min: 0, max: 1, q: 0.5}",
            new QuantizedDistribution(new FloatDistribution(1, Math.E, Log: true), 0.5)
        },
    };

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Parse_Distribution_IsThatOfWandb(string text, Distribution expected)
    {
        StudySpec study = StudyFile.Parse($"method: random\nparameters: {{p: {text}}}\n", "sweep.yaml");

        Assert.Equal(Rounded(expected), Rounded(Assert.Single(study.Space.Parameters).Distribution));
    }

    [Fact]
    public void Parse_Values_KeepTheirKindsAndOrder()
    {
        // test_config.py: test_invalid_sweep_config_nonuniform_array_elements_categorical
        StudySpec study = StudyFile.Parse(
            "method: grid\nparameters: {p: {values: [null, 2, 3.0, a, '4', true, [64, 64], '[64, 64]', {a: 1}]}}\n", "sweep.yaml");

        var choice = Assert.IsType<CategoricalDistribution>(Assert.Single(study.Space.Parameters).Distribution);
        Assert.Equal(
            [
                default, ParameterValue.Of(2), ParameterValue.Of(3.0), ParameterValue.Of("a"), ParameterValue.Of("4"),
                ParameterValue.Of(true),
                ParameterValue.OfJson("[64, 64]"), ParameterValue.Of("[64, 64]"), ParameterValue.OfJson("{\"a\": 1}"),
            ],
            choice.Values);
        Assert.Equal(StudyFile.ToJson(study), StudyFile.ToJson(StudyFile.FromJson(StudyFile.ToJson(study))));
    }

    [Fact]
    public void Parse_QuantizedGrid_EnumeratesFromMinBelowMax()
    {
        StudySpec study = StudyFile.Parse(
            "method: grid\nparameters: {p: {distribution: q_uniform, min: 0.5, max: 1.0, q: 0.2}, i: {distribution: q_uniform, min: 1, "
                + "max: 7, q: 2}}\n",
            "sweep.yaml");

        Assert.Equal(
            ["0.5", "0.7", "0.9"], Enumerable.Range(0, 3).Select(i => study.Space.Parameters[0].Distribution.ValueAt(i).ToString()));
        Assert.Equal(new IntegerDistribution(1, 5, 2), study.Space.Parameters[1].Distribution);
        Assert.Equal(9, study.Space.GridSize);
    }

    [Fact]
    public void Parse_KeysWithoutMeaning_AreNamedInOneNote()
    {
        StudySpec study = StudyFile.Parse("method: grid\nentity: me\nproject: p\njob: j\nparameters: {a: {values: [1]}}\n", "sweep.yaml");

        Assert.Equal(
            [
                "Without a meaning here, and ignored: job, entity, project.",
                "Agents evaluate the trials: start the study on a service, as with tuner serve, and let them ask for trials over HTTP; "
                    + "docs/agents.md shows how.",
            ],
            study.Notes.Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public void Parse_SweepWithFunction_RunsTheFunction()
    {
        StudySpec study = StudyFile.Parse(
            "method: bayes\nfunction: sphere\nprogram: train.py\nrun_cap: 50\nparameters: {x1: {min: -5.0, max: 5.0}}\n", "sweep.yaml");

        Assert.Equal(new FunctionSpec("sphere"), study.Objective);
        Assert.Equal(("auto", 50L, "value"), (study.Sampler.Name, study.Budget.Trials!.Value, study.Metrics[0].Name));
    }

    [Fact]
    public void Parse_WithoutAnEnd_SaysSoAndEnds()
    {
        StudySpec study = StudyFile.Parse("method: random\nfunction: sphere\nparameters: {x1: {min: -5.0, max: 5.0}}\n", "sweep.yaml");

        Assert.Equal(100, study.Budget.Trials);
        Assert.Equal(
            "Nothing says when the study ends, so it ends after 100 trials. Write trials, evaluations, wall_time or plateau for another "
                + "end.",
            Assert.Single(study.Notes));
    }

    // The bounds given as exponents pass through the exponential function; the last digit is not what matters here.
    private static Distribution Rounded(Distribution distribution) => distribution switch
    {
        FloatDistribution range => range with { Low = Math.Round(range.Low, 12), High = Math.Round(range.High, 12) },
        QuantizedDistribution { Inner: FloatDistribution } quantized => quantized with
        {
            Inner = (NumericDistribution)Rounded(quantized.Inner)
        },
        _ => distribution,
    };
}
