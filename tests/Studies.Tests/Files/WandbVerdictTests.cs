using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Objectives;

namespace ServerlessTuner.Studies.Tests.Files;

/// <summary>Which sweep files are accepted, and which refused with what words: as W&amp;B's own schema, code and tests have it.</summary>
public class WandbVerdictTests
{
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
}
