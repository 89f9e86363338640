using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Objectives;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Studies.Tests.Objectives;

public class ExternalObjectiveTests
{
    [Theory]
    [InlineData("metric: loss", "loss")]
    [InlineData("metric: {name: val/loss, goal: minimize}", "val/loss")]
    [InlineData("metric: {name: top5-acc (macro), goal: maximize}", "top5-acc (macro)")]
    [InlineData("metric: 0.7 * acc + 0.3 * `val/f1`", "acc", "val/f1")]
    [InlineData("metric: {name: s, expression: val/loss}", "val", "loss")]
    [InlineData("metric: [{name: loss, goal: minimize}, {name: cost, expression: loss + latency, goal: minimize}]", "loss", "latency")]
    [InlineData("score: {expression: acc - size}", "acc", "size")]
    [InlineData("sampler: random", "loss")]
    public void Metrics_OfAStudy_AreTheNamesInIt(string line, params string[] expected)
    {
        StudySpec study = StudyFile.Parse($"objective: {{metrics: [extra, loss]}}\nparameters: {{x: [1, 2]}}\n{line}\n", "study.yaml");

        var objective = new ExternalObjective((ExternalSpec)study.Objective, study.Metrics);

        Assert.Equal(expected, objective.Required);
        Assert.Equal(expected.Concat(["extra", "loss"]).Distinct(), objective.Metrics);
        // What is required is all that the score needs.
        _ = new TrialJudge(study, objective.Metrics, null);
    }

    [Theory]
    [InlineData("method: random\nparameters: {x: {values: [1, 2]}}\nmetric: {name: loss, goal: minimize}\n")]
    [InlineData("program: train.py\nmethod: random\nparameters: {x: {values: [1, 2]}}\n")]
    [InlineData("objective: external\nparameters: {x: [1, 2]}\n")]
    [
        InlineData(
            "objective: {name: external, steps: 27, metrics: [a, b/c]}\nmethod: bayes\nmetric: {name: loss}\nparameters: {x: {min: 0.0, "
                + "max: 1.0}}\n")
    ]
    public void Parse_WhatAgentsEvaluate_IsOneStageInBatches(string text)
    {
        StudySpec study = StudyFile.Parse(text, "study.yaml");

        StudySpec again = StudyFile.FromJson(StudyFile.ToJson(study));

        Assert.IsType<ExternalSpec>(study.Objective);
        Assert.Single(study.Stages);
        Assert.IsType<BatchedMethod>(StudyShape.Of(study).Search);
        Assert.Equal(StudyFile.ToJson(study), StudyFile.ToJson(again));
        Assert.Equal(((ExternalSpec)study.Objective).Steps, ((ExternalSpec)again.Objective).Steps);
    }
}
