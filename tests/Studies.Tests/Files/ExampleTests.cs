using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Functions;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Objectives;

namespace ServerlessTuner.Studies.Tests.Files;

public class ExampleTests
{
    [Fact]
    public void FxTwoStage_IsTheGridOfTheIssue()
    {
        StudySpec study = Examples.Parse("fx-two-stage.yaml");

        Assert.Equal("fx-two-stage", study.Name);
        Assert.Equal(["EURUSD", "GBPUSD", "USDJPY"], study.Data.Select(data => data.Symbol));
        Assert.All(study.Data, data => Assert.Equal((20_000, TimeSpan.FromHours(1)), (data.Synth!.Bars, data.Synth.Interval)));
        Assert.Equal(new BacktestSpec("ma_cross"), study.Objective);
        Assert.Equal("grid", study.Sampler.Name);
        Assert.Equal(1152, study.Space.GridSize);
        Assert.Equal(Scenario.Defaults, study.Scenarios);
        Assert.Equal(["B", "A B C"], study.Stages.Select(stage => string.Join(' ', stage.Scenarios)));
        Assert.All(study.Stages, stage => Assert.Equal(KeepRule.Ten, stage.Keep));
        Assert.Equal([new MetricSpec("sharpe", "sharpe", Goal.Maximize)], study.Metrics);
        Assert.Equal(new ScoreSpec(300, 0.25), study.Score);
        Assert.Empty(study.Notes);
    }

    [Fact]
    public void Functions_SearchWithTpeAndMedian()
    {
        StudySpec study = Examples.Parse("functions.yaml");

        Assert.Equal(new FunctionSpec("rastrigin", Steps: 10), study.Objective);
        Assert.Equal(("tpe", "median", 200L), (study.Sampler.Name, study.Pruner!.Name, study.Budget.Trials!.Value));
        Assert.Equal([new MetricSpec("value", "value", Goal.Minimize)], study.Metrics);
        Assert.Equal("B", Assert.Single(Assert.Single(study.Stages).Scenarios));
        Assert.Empty(study.Notes);
    }

    [Fact]
    public void FxRefine_HasConstraintFormulaAndSecondPhase()
    {
        StudySpec study = Examples.Parse("fx-refine.yaml");

        Assert.Equal("fast < slow", Assert.Single(study.Space.Constraints).Text);
        Assert.Equal(new MetricSpec("quality", "0.7 * sharpe + 0.3 * min(profit_factor, 3)", Goal.Maximize), Assert.Single(study.Metrics));
        Assert.Equal(new RefineSpec(0.1, 0.1, 50), study.Refine);
        Assert.Equal("fast=10 slow=50 type=sma stop_pips=30 target_pips=60", Assert.Single(study.Enqueued).ToString());
        Assert.Equal((5, 2, 100), (((BacktestSpec)study.Objective).Slices, study.Parallel, study.Budget.Plateau!.Value));
    }

    [Fact]
    public void FxPareto_HasTwoMetrics()
    {
        StudySpec study = Examples.Parse("fx-pareto.yaml");

        Assert.Equal(
            [
                new MetricSpec("pnl_pips", "pnl_pips", Goal.Maximize),
                new MetricSpec("max_drawdown_pips", "max_drawdown_pips", Goal.Minimize)
            ],
            study.Metrics);
    }

    [Fact]
    public void XgboostSweep_IsAWandbFileUnchanged()
    {
        StudySpec study = Examples.Parse("sweeps/xgboost_sweep.yaml");

        Assert.Equal("auto", study.Sampler.Name);
        Assert.Equal(new MetricSpec("val/logloss", "val/logloss", Goal.Minimize, 0.05), Assert.Single(study.Metrics));
        Assert.Equal(60, study.Budget.Trials);
        Assert.Equal("wandb_hyperband", study.Pruner!.Name);
        var command = Assert.IsType<ExternalSpec>(study.Objective);
        Assert.Equal("train_xgboost.py", command.Program);
        Assert.Equal(["${env}", "${interpreter}", "${program}", "${args}"], command.Command);
        Assert.Contains("Without a meaning here, and ignored: project.", study.Notes);
        Assert.Equal(
            [
                "booster",
                "max_depth",
                "learning_rate",
                "subsample",
                "gamma",
                "n_estimators",
                "regularisation.alpha",
                "regularisation.lambda"
            ],
            study.Space.Parameters.Select(parameter => parameter.Name));
    }

    [Theory]
    [InlineData("ppo", "execution", "eval/mean_reward", 0)]
    [InlineData("ddpg_ga", "trading", "fitness/best_ever", 4)]
    public void Policies_TrainHere(string model, string environment, string metric, int features)
    {
        StudySpec study = Examples.Parse($"sweeps/{model}.yaml");

        var policy = Assert.IsType<PolicySpec>(study.Objective);
        Assert.Equal((model, environment, features), (policy.Model, policy.EnvironmentName, policy.Features.Count));
        Assert.Equal(metric, Assert.Single(study.Metrics).Expression);
        Assert.Empty(study.Notes);
    }

    [Theory]
    [InlineData("xgboost", 0, 5, "val/sharpe")]
    [InlineData("lightgbm", 5, 5, "val/logloss")]
    public void ModelSweeps_TrainHere(string model, int features, int folds, string metric)
    {
        StudySpec study = Examples.Parse($"sweeps/{model}.yaml");
        var spec = Assert.IsType<ModelSpec>(study.Objective);

        Assert.Equal((model, features, folds), (spec.Model, spec.Features.Count, spec.Validation["cv_folds"].AsInteger()));
        Assert.Equal(("auto", "wandb_hyperband", 30L, metric), (
            study.Sampler.Name, study.Pruner!.Name, study.Budget.Trials!.Value, Assert.Single(study.Metrics).Name));
        Assert.Empty(study.Notes);
    }

    [Fact]
    public void EveryExample_Validates()
    {
        string[] files = Directory.GetFiles(Examples.Folder, "*.yaml", SearchOption.AllDirectories);

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.NotNull(StudyFile.Parse(File.ReadAllText(file), Path.GetFileName(file))));
    }

    [Fact]
    public void EveryExample_SurvivesJson()
    {
        foreach (string file in Directory.GetFiles(Examples.Folder, "*.yaml", SearchOption.AllDirectories))
        {
            StudySpec study = StudyFile.Parse(File.ReadAllText(file), Path.GetFileName(file));
            string whole = StudyFile.ToJson(study), canonical = StudyFile.Canonical(study);

            Assert.Equal(whole, StudyFile.ToJson(StudyFile.FromJson(whole)));
            Assert.Equal(canonical, StudyFile.Canonical(StudyFile.FromJson(canonical)));
            Assert.Equal(StudyFile.Identity(study), StudyFile.Identity(StudyFile.FromJson(whole)));
        }
    }

    [Fact]
    public void Parse_FunctionWithoutParameters_TakesItsUsualOnes()
    {
        StudySpec study = StudyFile.Parse("function: branin\ntrials: 10\n", "s.yaml");

        Assert.Equal(["x1", "x2"], study.Space.Parameters.Select(parameter => parameter.Name));
        Assert.Equal("auto", study.Sampler.Name);
    }

    [Fact]
    public void Parse_ConstraintThatFewMeet_IsFoundByCounting()
    {
        StudySpec study = StudyFile.Parse(
            "function: sphere\ntrials: 5\nparameters: {a: {min: 1, max: 1000}, b: {min: 1, max: 1000}}\nconstraints: [a + b == 2000]\n",
            "s.yaml");

        Assert.Equal(1, study.Space.GridSize);
    }

    [Fact]
    public void Parse_ConstraintOverManyValues_NeedsNoCounting()
    {
        StudySpec study = StudyFile.Parse(
            "function: sphere\ntrials: 5\nparameters: {a: {min: 1, max: 1000000}, b: {min: 1, max: 1000000}}\nconstraints: [a < b]\n",
            "s.yaml");

        Assert.Equal("auto", study.Sampler.Name);
    }
}
