using ServerlessTuner.Core.Model.Problems;
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

    // Accepted by schema.json and cfg.py.
    [Theory]
    [InlineData("method: random\nparameters: {a: {values: [1, 2, 3, 4]}}\nrun_cap: 300")]
    [InlineData("method: random\nparameters: {a: {values: [1, 2, 3, 4]}}\ncontroller: {type: cloud}")]
    [
        InlineData(
            "method: bayes\nmetric: {name: loss}\nearly_terminate: {type: hyperband, min_iter: 3}\nparameters: {v1: {values: [1, 2, 3]}}")
    ]
    [
        InlineData(
            "method: random\nmetric: {name: val/loss, goal: minimize, impute: best, impute_while_running: 'false'}\nparameters: {a: "
                + "{values: [1]}}")
    ]
    [
        InlineData(
            "method: custom\nmetrics: [{name: loss, goal: minimize}, {name: accuracy, goal: maximize}]\nparameters: {v1: {values: [1, "
                + "2, 3]}}")
    ]
    [InlineData("method: random\nscheduler: {engine: wandb}\nparameters: {v1: {values: [1, 2, 3]}}")]
    [InlineData("method: random\nparameters: {v1: {values: [1, 2], probabilities: [0.3, 0.7]}}")]
    [InlineData("method: random\nparameters: {v1: {values: [1, 1, 2]}}")]
    [InlineData("apiVersion: v1\nkind: sweep\nentity: me\nproject: p\nimage_uri: x\nmethod: random\nparameters: {v1: {values: [1]}}")]
    [
        InlineData(
            "{\"method\": \"grid\", \"parameters\": {\"a\": {\"parameters\": {\"b\": {\"value\": 1}, \"c\": {\"parameters\": {\"d\": "
                + "{\"value\": 2}}}}}, \"b\": {\"values\": [2, 3]}}}")
    ]
    [
        InlineData(
            "command: [\"${env}\", \"${interpreter}\", \"${program}\", sweep, 2dconv_lstm.stat.ac, --dataset, deam, "
                + "\"${args_no_hyphens}\", \"${args_no_boolean_flags}\", \"${args_json}\", \"${args_json_file}\", "
                    + "\"--key=${envvar:API_KEY}\", 5]\nprogram: exec.py\nmethod: random\nmetric: {goal: minimize, name: "
                        + "val/loss}\nparameters: {dropout: {values: ['0.15', '0.2']}, n_fft: {value: 1024}}")
    ]
    public void Parse_WhatWandbAccepts_IsValid(string text) =>
        Assert.IsType<ExternalSpec>(StudyFile.Parse(text, "sweep.yaml").Objective);

    // Refused by schema.json, cfg.py, or when the sweep asks for its first run; each with the words by which we refuse it.
    [Theory]
    [InlineData("parameters: {a: {values: [1, 2]}}\nprogram: x.py", "method is missing")]
    [InlineData("method: random", "parameters is missing")]
    [InlineData("method: random\nparameters: {}", "parameters is {}")]
    [InlineData("method: grit\nparameters: {a: {values: [1]}}", "method is 'grit'")]
    [InlineData("method: random\nparameters: {a: {values: []}}", "parameters.a.values is an empty list")]
    [InlineData("method: random\nparameters: {a: {invalid: this}}", "invalid is not a key of parameters.a")]
    [
        InlineData(
            "method: random\nparameters: {a: 5}", "parameters.a is 5, but in a W&B sweep file a parameter is a mapping. Write {value: 5}.")
    ]
    [
        InlineData(
            "method: random\nparameters: {a: [1, 2]}",
            "parameters.a is [1, 2], but in a W&B sweep file a parameter is a mapping. Write {values: [1, 2]}.")
    ]
    [InlineData("method: random\nparameters: {2a: {value: 1}}", "parameters.2a is not a good name")]
    [InlineData("method: random\nparameters: {v1: {max: 3, min: 5}}", "parameters.v1.min is 5, but must be below max (3)")]
    [InlineData("method: random\nparameters: {a: {min: 1, max: 1}}", "parameters.a.min is 1, but must be below max (1)")]
    [InlineData("method: random\nparameters: {v1: {mu: 0.1, sigma: -0.1, distribution: normal}}", "parameters.v1.sigma is -0.1")]
    [
        InlineData(
            "method: random\nparameters: {v1: {values: [1, 2, 3], probabilities: [0.1, 0.2, 0.3, 0.4]}}", "parameters.v1.probabilities is")
    ]
    [
        InlineData(
            "method: random\nparameters: {v1: {values: [1, 2, 3], probabilities: [0.1, 0.2, 0.3]}}",
            "parameters.v1.probabilities sum to 0.6")
    ]
    [
        InlineData(
            "method: grid\nparameters: {v1: {values: [1, 2, 3], probabilities: [0.2, 0.2, 0.6]}}",
            "parameters.v1 has probabilities, but a grid")
    ]
    [InlineData("method: grid\nparameters: {v1: {min: 0.0, max: 1.0}}", "parameters.v1 is continuous")]
    [
        InlineData(
            "method: random\nparameters: {a: {min: 0.0, max: 1.0, distribution: int_uniform}}",
            "parameters.a.min is 0.0, but must be a whole number")
    ]
    [
        InlineData(
            "method: random\nparameters: {a: {min: 2, max: 1, distribution: q_log_uniform_values}}",
            "parameters.a.min is 2, but must be below max (1)")
    ]
    [
        InlineData(
            "method: random\nparameters: {a: {min: 0, max: 1, distribution: log_uniform_values}}",
            "parameters.a.min is 0, but must be above 0 on a log scale")
    ]
    [InlineData("method: random\nparameters: {a: {min: 0, max: 1, q: 2}}", "parameters.a.q does not go with the distribution int_uniform")]
    [InlineData("method: random\nparameters: {a: {distribution: q_beta, q: 0}}", "parameters.a.q is 0")]
    [InlineData("method: random\nparameters: {a: {distribution: uniform, min: 0}}", "parameters.a lacks max")]
    [InlineData("method: random\nparameters: {a: {values: [1]}}\nrun_cap: 0", "run_cap is 0")]
    [InlineData("method: random\nparameters: {a: {values: [1]}}\nrun_cap: -1", "run_cap is -1")]
    [InlineData("method: random\nparameters: {a: {values: [1]}}\nrun_cap: 5.1", "run_cap is 5.1")]
    [InlineData("method: random\nparameters: {a: {values: [1]}}\nrun_cap: '1'", "run_cap is '1'")]
    [InlineData("method: random\nparameters: {a: {values: [1]}}\ncontroller: {type: invalid}", "controller.type is 'invalid'")]
    [InlineData("method: random\nparameters: {a: {values: [1]}}\ncontroller: {}", "controller.type is missing")]
    [InlineData("method: random\nparameters: {a: {values: [1]}}\nkind: sweeps", "kind is 'sweeps'")]
    [InlineData("method: random\nparameters: {a: {values: [1]}}\nwhatever: 1", "whatever is not a key")]
    [InlineData("method: bayes\nparameters: {a: {values: [1]}}", "method is bayes, which needs a metric")]
    [
        InlineData(
            "method: random\nmetric: {name: loss, goal: minimise}\nparameters: {a: {values: [1]}}",
            "metric.goal is 'minimise', but must be maximize or minimize. Did you mean minimize?")
    ]
    [InlineData("method: random\nmetric: loss\nparameters: {a: {values: [1]}}", "metric is 'loss', but must be a mapping")]
    [InlineData("method: random\nmetric: {goal: minimize}\nparameters: {a: {values: [1]}}", "metric.name is missing")]
    [InlineData("method: random\nmetric: {name: loss, impute: mean}\nparameters: {a: {values: [1]}}", "metric.impute is 'mean'")]
    [InlineData("method: random\nmetric: {name: loss, target: low}\nparameters: {a: {values: [1]}}", "metric.target is 'low'")]
    [InlineData("method: bayes\nmetrics: [{name: loss}, {name: accuracy}]\nparameters: {a: {values: [1]}}", "metrics needs method: custom")]
    [
        InlineData(
            "method: custom\nmetric: {name: loss}\nmetrics: [{name: loss}, {name: accuracy}]\nparameters: {a: {values: [1]}}",
            "metrics stands beside metric")
    ]
    [InlineData("method: custom\nmetrics: [{name: loss}]\nparameters: {a: {values: [1]}}", "metrics is")]
    [InlineData("method: custom\nmetrics: not-a-list\nparameters: {a: {values: [1]}}", "metrics is 'not-a-list'")]
    [InlineData("method: custom\nmetrics: [{name: loss}, not-a-dict]\nparameters: {a: {values: [1]}}", "metrics[1] is 'not-a-dict'")]
    [
        InlineData(
            "method: random\nearly_terminate: {type: hyperband, min_iter: 3}\nparameters: {a: {values: [1]}}",
            "early_terminate needs a metric")
    ]
    [
        InlineData(
            "method: random\nmetric: {name: loss}\nearly_terminate: {type: hyperband}\nparameters: {a: {values: [1]}}",
            "early_terminate has neither min_iter nor max_iter")
    ]
    [
        InlineData(
            "method: random\nmetric: {name: loss}\nearly_terminate: {type: hyperband, max_iter: 9}\nparameters: {a: {values: [1]}}",
            "early_terminate has max_iter, but no s")
    ]
    [
        InlineData(
            "method: random\nmetric: {name: loss}\nearly_terminate: {type: invalid type, min_iter: 3}\nparameters: {a: {values: [1]}}",
            "early_terminate.type is 'invalid type'")
    ]
    [
        InlineData(
            "method: random\nmetric: {name: loss}\nearly_terminate: {type: hyperband, min_iter: 0}\nparameters: {a: {values: [1]}}",
            "early_terminate.min_iter is 0")
    ]
    [
        InlineData(
            "method: random\nmetric: {name: loss}\nearly_terminate: {type: hyperband, min_iter: 3, eta: 1}\nparameters: {a: {values: [1]}}",
            "early_terminate.eta is 1")
    ]
    [
        InlineData(
            "method: random\nmetric: {name: loss}\nearly_terminate: {type: hyperband, min_iter: 3, strict: maybe}\nparameters: {a: "
                + "{values: [1]}}",
            "early_terminate.strict is 'maybe'")
    ]
    [
        InlineData(
            "method: random\nmetric: {name: loss}\nearly_terminate: {type: hyperband, min_iter: 100, extra_key: 1234}\nparameters: {a: "
                + "{values: [1]}}",
            "extra_key is not a setting of early_terminate")
    ]
    [
        InlineData(
            "method: bayes\nmetric: {name: l}\nscheduler: {engine: optuna}\nparameters: {a: {values: [1]}}", "scheduler.engine is 'optuna'")
    ]
    [
        InlineData(
            "method: bayes\nmetric: {name: l}\nscheduler: {source: s.py}\nparameters: {a: {values: [1]}}", "scheduler.engine is missing")
    ]
    [
        InlineData(
            "method: bayes\nmetric: {name: l}\nscheduler: {engine: wandb, optimizer: build}\nparameters: {a: {values: [1]}}",
            "scheduler.optimizer needs scheduler.source")
    ]
    [
        InlineData(
            "method: bayes\nmetric: {name: l}\nscheduler: {engine: wandb, search_space: build}\nparameters: {a: {values: [1]}}",
            "scheduler.search_space needs scheduler.source")
    ]
    [
        InlineData(
            "method: custom\nscheduler: {engine: wandb}\nparameters: {a: {values: [1]}}",
            "method is custom, which does not go with scheduler")
    ]
    [
        InlineData(
            "method: bayes\nmetric: {name: l}\nscheduler: {engine: wandb}\nearly_terminate: {type: hyperband, min_iter: 3}\nparameters: "
                + "{a: {values: [1]}}",
            "early_terminate does not go with scheduler")
    ]
    [
        InlineData(
            "method: bayes\nmetric: {name: l}\nscheduler: {engine: wandb}\ncontroller: {type: local}\nparameters: {a: {values: [1]}}",
            "controller is local, which does not go with scheduler")
    ]
    [InlineData("method: random\nprogram: [a]\nparameters: {a: {values: [1]}}", "program is [\"a\"]")]
    [InlineData("method: random\ncommand: python\nparameters: {a: {values: [1]}}", "command is 'python'")]
    [InlineData("this is a totally invalid config", "The file holds")]
    public void Parse_WhatWandbRefuses_IsRefused(string text, string expected)
    {
        var fault = Assert.Throws<InvalidInputException>(() => StudyFile.Parse(text, "sweep.yaml"));

        Assert.Contains(
            fault.Problems,
            problem => problem.Message.StartsWith(expected, StringComparison.Ordinal)
                || problem.Message.Contains(expected, StringComparison.Ordinal));
        Assert.All(fault.Problems, problem => Assert.StartsWith("sweep.yaml:", problem.Place.ToString(), StringComparison.Ordinal));
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
