using ServerlessTuner.Core.Learning.Labels;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Learning.Tests.Models;

// Longer than 300 lines: all cases share the made-up bars, whose right answers stand beside them.
public class ModelObjectiveTests
{
    public static TheoryData<string> Models() => [.. ModelRegistry.All.Select(kind => kind.Name)];

    // Barriers out of reach leave the sign of the return over a few bars: of a random walk a coin flip, which volatility does not tell.
    [Theory]
    [MemberData(nameof(Models))]
    public void Evaluate_LabelsThatAreCoinFlips_FindsNothing(string model)
    {
        ParameterSet trial = ModelCase.Set(
            ("n_estimators", 20),
            ("max_depth", 3),
            ("learning_rate", 0.1),
            ("tp_atr_mult", 500.0),
            ("sl_atr_mult", 500.0),
            ("horizon_bars", 2),
            ("time_barrier", "sign"));
        if (model == "lightgbm")
            trial = new ParameterSet([.. trial.Names, "num_leaves"], [.. trial.Values, ParameterValue.Of(7)]);
        var sharpes = new List<double>();
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var objective = new ModelObjective(
                [ModelCase.Walk(24_000, seed)], new ModelSpec(model, ParameterSet.Empty, ModelCase.Set(("cv_folds", 4))), seed);
            (Dictionary<string, double> metrics, string? failure) = ModelCase.Evaluate(objective, trial);

            Assert.Null(failure);
            Assert.InRange(metrics["val/auc"], 0.48, 0.52);
            // What was learnt by heart is told from what carries over.
            Assert.True(metrics["train/logloss"] < metrics["val/logloss"]);
            Assert.True(metrics["val/trades"] > 100);
            sharpes.Add(metrics["val/sharpe"]);
        }

        Assert.True(sharpes.Average() < 0.5, string.Join(' ', sharpes));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Evaluate_PlantedSignal_FindsIt(string model)
    {
        (Dictionary<string, double> metrics, string? failure) = ModelCase.Evaluate(
            ModelCase.Objective([ModelCase.Planted(6000)], model), Fit(model, ("tp_atr_mult", 1.0), ("sl_atr_mult", 1.0)));

        Assert.Null(failure);
        Assert.True(metrics["val/auc"] > 0.6, $"AUC {metrics["val/auc"]}");
        Assert.True(metrics["val/sharpe"] > 0, $"Sharpe {metrics["val/sharpe"]}");
        Assert.True(metrics["val/logloss"] < Math.Log(2), $"log loss {metrics["val/logloss"]}");
        Assert.Equal(metrics["train/sharpe"] - metrics["val/sharpe"], metrics["gap"]);
    }

    [Fact]
    public void EvaluateSteps_ToTheLast_GivesEvaluatesBits()
    {
        Bars[] bars = [ModelCase.Planted(3000)];
        ParameterSet trial = ModelCase.Small(("subsample", 0.7));
        Dictionary<string, double> whole = ModelCase.Evaluate(ModelCase.Objective(bars), trial).Metrics;
        ModelObjective objective = ModelCase.Objective(bars);
        var table = new MetricTable(1, objective.Metrics.Count);
        var steps = new List<(int Step, double[] Metrics)>();

        objective.EvaluateSteps(trial, ModelCase.Base, false, table, (step, metrics) =>
        {
            steps.Add((step, [.. metrics]));
            return true;
        }, CancellationToken.None);

        Assert.Equal([1, 2, 3], steps.Select(step => step.Step));
        Assert.Equal(ModelCase.Bits(whole), steps[^1].Metrics.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(steps[^1].Metrics, table.Row(0).ToArray());
        Assert.NotEqual(steps[0].Metrics, steps[1].Metrics);
        // Evaluate keeps what it was after each step.
        var again = new MetricTable(1, objective.Metrics.Count);
        objective.Evaluate([trial], ModelCase.Base, 3, again, CancellationToken.None);
        Assert.Equal(steps.SelectMany(step => step.Metrics), again.StepMetrics(0)!);
    }

    [Fact]
    public void EvaluateSteps_Alone_IsTheFoldByItself()
    {
        ModelObjective objective = ModelCase.Objective([ModelCase.Planted(3000)]);
        double[] trades = new double[3], total = new double[3];
        int column = objective.Metrics.ToList().IndexOf("val/trades");
        for (int way = 0; way < 2; way++)
        {
            double[] into = way == 0 ? trades : total;
            objective.EvaluateSteps(
                ModelCase.Small(), ModelCase.Base, way == 0, new MetricTable(1, objective.Metrics.Count), (step, metrics) =>
                {
                    into[step - 1] = metrics[column];
                    return true;
                }, CancellationToken.None);
        }

        Assert.Equal(trades[0], total[0]);
        Assert.True(trades[1] < total[1] && trades[2] < total[2]);
        Assert.InRange(trades.Sum() - total[2], -2, 2);
    }

    [Fact]
    public void EvaluateSteps_Stopped_TrainsNoMore()
    {
        ModelObjective objective = ModelCase.Objective([ModelCase.Planted(3000)]);
        int heard = 0;

        objective.EvaluateSteps(
            ModelCase.Small(), ModelCase.Base, false, new MetricTable(1, objective.Metrics.Count), (_, _) => ++heard < 2, CancellationToken.None);

        Assert.Equal(2, heard);
    }

    [Fact]
    public void Evaluate_AfterOthersAndOnSeveralThreads_GivesTheSameBits()
    {
        Bars[] bars = [ModelCase.Planted(3000)];
        ParameterSet[] trials = [
            .. Enumerable.Range(0, 12).Select(i => ModelCase.Small(
                ("subsample", 0.6 + (0.02 * i)), ("tp_atr_mult", 1.0 + (0.5 * (i % 6))), ("max_bin", i % 2 == 0 ? 256 : 32),
                ("early_stopping_rounds", i % 3 == 0 ? 3 : 0)))
        ];
        long[][] alone = [.. trials.Select(trial => ModelCase.Bits(ModelCase.Evaluate(ModelCase.Objective(bars), trial).Metrics))];
        ModelObjective shared = ModelCase.Objective(bars);
        var found = new long[trials.Length * 2][];

        // Each trial twice, the second time under other conditions first.
        Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            ParameterSet trial = trials[(i * 5) % trials.Length];
            if (i % 2 == 1)
                ModelCase.Evaluate(shared, trial, Scenario.Defaults[2]);
            found[i] = ModelCase.Bits(ModelCase.Evaluate(shared, trial).Metrics);
        });

        for (int i = 0; i < found.Length; i++)
            Assert.Equal(alone[(i * 5) % trials.Length], found[i]);
        Assert.True(alone.Select(bits => string.Join(',', bits)).Distinct().Count() > 8);
    }

    [Fact]
    public void Evaluate_TwoScenarios_DifferInTradesOnly()
    {
        ModelObjective objective = ModelCase.Objective([ModelCase.Walk(3000)]);
        ParameterSet trial = ModelCase.Small(("threshold", 0.2));
        Dictionary<string, double> cheap = ModelCase.Evaluate(objective, trial, Scenario.Defaults[0]).Metrics,
            dear = ModelCase.Evaluate(objective, trial, Scenario.Defaults[2]).Metrics;

        foreach (string name in new[] { "val/auc", "val/logloss", "val/accuracy", "val/brier", "train/logloss" })
            Assert.Equal(cheap[name], dear[name]);
        Assert.True(cheap["val/pnl_pips"] > dear["val/pnl_pips"]);
    }

    [Fact]
    public void Evaluate_SeveralSymbols_ArePooled()
    {
        Bars first = ModelCase.Planted(2000), second = ModelCase.Planted(2000, seed: 2).Labelled("GBPUSD", 0.0001);
        Dictionary<string, double> both = ModelCase.Evaluate(ModelCase.Objective([first, second]), ModelCase.Small()).Metrics,
            one = ModelCase.Evaluate(ModelCase.Objective([first]), ModelCase.Small()).Metrics;
        FinalModel model = ModelCase.Objective([first, second]).TrainFinal(ModelCase.Small(), ModelCase.Base, ModelCase.Source, CancellationToken.None);

        Assert.True(both["val/trades"] > one["val/trades"]);
        Assert.Equal(["EURUSD", "GBPUSD"], model.Card.Symbols);
        Assert.True(model.Card.Observations > 3800);
        Assert.True(both["val/auc"] > 0.6);
    }

    [Theory]
    [InlineData("purged_kfold", 3)]
    [InlineData("walk_forward", 3)]
    [InlineData("rolling", 3)]
    [InlineData("combinatorial", 6)]
    public void Evaluate_EveryValidation_FindsTheSignal(string method, int steps)
    {
        ModelObjective objective = ModelCase.Objective(
            [ModelCase.Planted(4000)],
            validation: ModelCase.Set(("method", method), ("cv_folds", method == "combinatorial" ? 4 : 3), ("embargo_frac", 0.02)));
        (Dictionary<string, double> metrics, string? failure) = ModelCase.Evaluate(objective, ModelCase.Small());

        Assert.Equal(steps, objective.Steps);
        Assert.Null(failure);
        Assert.True(metrics["val/auc"] > 0.6, $"{metrics["val/auc"]}");
    }

    [Theory]
    [InlineData("sides", "both")]
    [InlineData("sides", "short")]
    [InlineData("calibration", "isotonic")]
    [InlineData("calibration", "platt")]
    [InlineData("sample_weights", "uniqueness")]
    [InlineData("sample_weights", "return")]
    [InlineData("touch", "close")]
    public void Evaluate_EveryWayOfLearning_FindsTheSignalInItsOwnWay(string name, string value)
    {
        ModelObjective objective = ModelCase.Objective([ModelCase.Planted(5000)]);
        (Dictionary<string, double> metrics, string? failure) = ModelCase.Evaluate(objective, ModelCase.Small((name, value)));

        Assert.Null(failure);
        Assert.True(metrics["val/auc"] > 0.6, $"{metrics["val/auc"]}");
        Assert.True(metrics["val/pnl_pips"] > 0, $"{metrics["val/pnl_pips"]}");
        Assert.NotEqual(ModelCase.Bits(ModelCase.Evaluate(objective, ModelCase.Small()).Metrics), ModelCase.Bits(metrics));
    }

    [Fact]
    public void Evaluate_BarsOfTheHoldout_DecideNothing()
    {
        Bars bars = ModelCase.Planted(3000);
        ParameterSet validation = ModelCase.Set(("cv_folds", 3), ("holdout", 0.2)), trial = ModelCase.Small(("sample_weights", "return"));
        ModelObjective before = ModelCase.Objective([bars], validation: validation),
            after = ModelCase.Objective([ModelCase.ChangedFrom(bars, 2400)], validation: validation),
            earlier = ModelCase.Objective([ModelCase.ChangedFrom(bars, 2390)], validation: validation);
        FinalModel model = before.TrainFinal(trial, ModelCase.Base, ModelCase.Source, CancellationToken.None),
            other = after.TrainFinal(trial, ModelCase.Base, ModelCase.Source, CancellationToken.None);

        Assert.Equal(
            ModelCase.Bits(ModelCase.Evaluate(before, trial).Metrics), ModelCase.Bits(ModelCase.Evaluate(after, trial).Metrics));
        Assert.Equal(model.Content, other.Content);
        Assert.NotEqual(model.Card.Holdout!["pnl_pips"], other.Card.Holdout!["pnl_pips"]);
        Assert.True(model.Card.Holdout["sharpe"] > 0);
        // The bars just before it count.
        Assert.NotEqual(
            ModelCase.Bits(ModelCase.Evaluate(before, trial).Metrics), ModelCase.Bits(ModelCase.Evaluate(earlier, trial).Metrics));
    }

    [Fact]
    public void Evaluate_OneClassOnly_FailsAndSaysSo()
    {
        (_, string? failure) = ModelCase.Evaluate(
            ModelCase.Objective([ModelCase.Planted(1000)]), ModelCase.Small(("tp_atr_mult", 900.0), ("sl_atr_mult", 900.0)));

        Assert.Matches(
            "^All [0-9]+ observations trained on are of class 0\\. Change tp_atr_mult, sl_atr_mult or horizon_bars\\.$", failure);
    }

    [Theory]
    [InlineData(25)]
    [InlineData(1)]
    public void Evaluate_TooFewBars_FailsAndSaysSo(int bars)
    {
        (_, string? failure) = ModelCase.Evaluate(
            ModelCase.Objective([ModelCase.Planted(bars)], validation: ModelCase.Set(("cv_folds", 12))), ModelCase.Small());

        Assert.Matches("^[0-9]+ observations have a label, too few for 12 folds\\. Use fewer cv_folds, or more data\\.$", failure);
    }

    [Fact]
    public void Evaluate_CalibrationOfThreeClasses_FailsAndSaysSo() =>
        Assert.Equal(
            "calibration works with two classes, but sides: both has three. Use sides long or short.",
            ModelCase.Evaluate(
                ModelCase.Objective([ModelCase.Planted(2000)]), ModelCase.Small(("sides", "both"), ("calibration", "platt"))).Failure);

    [Theory]
    [InlineData("xgboost", "none", "long")]
    [InlineData("xgboost", "isotonic", "short")]
    [InlineData("lightgbm", "platt", "long")]
    [InlineData("lightgbm", "none", "both")]
    public void TrainFinal_WrittenAndRead_PredictsTheSameBits(string model, string calibration, string sides)
    {
        Bars bars = ModelCase.Planted(3000);
        ParameterSet trial = Fit(model, ("calibration", calibration), ("sides", sides), ("threshold", 0.4), ("early_stopping_rounds", 3));
        FinalModel final = ModelCase.Objective([bars], model).TrainFinal(trial, ModelCase.Base, ModelCase.Source, CancellationToken.None);
        ModelPackage read = ModelPackage.Of(
            final with { Card = ModelPackage.ReadCard(ModelPackage.Write(final.Card), "model_card.json") });
        SymbolPrediction prediction = Assert.Single(read.Predict([bars]));

        // The model as it was trained, without files between.
        ModelFeatures features = ModelFeatures.Of([bars], final.Card.Features);
        var settings = new Core.Model.Settings.SettingValues("parameters", model, ModelRegistry.Find(model)!.Settings, trial);
        ModelData data = ModelData.Of(
            features, final.Card.Labels, "none", new(Core.Learning.Validation.ValidationMethod.PurgedKFold, 3, 2, 0.01, 0));
        (ITrainedModel trained, var curve) = new FoldTrainer(features, ModelRegistry.Find(model)!.Create(settings), calibration, 7)
            .Train(data, data.Whole, trial.Fingerprint(), CancellationToken.None);
        double[][] expected = trained.Predict(features.Table);
        if (curve is not null)
            expected = [Array.ConvertAll(expected[0], curve.Apply)];

        Assert.Equal(expected.Length, prediction.Probabilities.Length);
        for (int output = 0; output < expected.Length; output++)
            Assert.Equal(
                expected[output].Select(BitConverter.DoubleToInt64Bits), prediction.Probabilities[output].Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(
            Enumerable.Range(0, bars.Count).Select(bar => Signals.Of(expected, bar, 0.4, final.Card.Labels.Sides)), prediction.Signals);
        Assert.Contains(prediction.Signals, signal => signal == (sides == "short" ? -1 : 1));
        Assert.Equal(sides == "both", prediction.Signals.Contains((sbyte)1) && prediction.Signals.Contains((sbyte)-1));
        Assert.Equal((model, sides == "both" ? LabelSides.Both : final.Card.Labels.Sides), (final.Card.Model, final.Card.Labels.Sides));
        Assert.Equal("volume", final.Card.Importance.First().Key);
    }

    [Fact]
    public void Evaluate_LightGbmByDefault_HasNoMoreLeavesThanItsDepthAllows()
    {
        ModelObjective objective = ModelCase.Objective([ModelCase.Planted(1500)], "lightgbm");
        // Nothing is drawn, so that only the leaves could tell the two apart.
        long[] byDefault = ModelCase.Bits(ModelCase.Evaluate(objective, ModelCase.Small()).Metrics),
            asMany = ModelCase.Bits(ModelCase.Evaluate(objective, ModelCase.Small(("num_leaves", 8))).Metrics),
            fewer = ModelCase.Bits(ModelCase.Evaluate(objective, ModelCase.Small(("num_leaves", 3))).Metrics);
        string? failure = ModelCase.Evaluate(objective, ModelCase.Small(("num_leaves", 9))).Failure;

        Assert.Equal(asMany, byDefault);
        Assert.NotEqual(fewer, byDefault);
        Assert.StartsWith("parameters.num_leaves is 9, but must be at most 2^max_depth, which is 8", failure, StringComparison.Ordinal);
    }

    // LightGBM refuses more leaves than its depth can have.
    private static ParameterSet Fit(string model, params (string Name, object Value)[] more) =>
        model == "lightgbm" ? ModelCase.Small([("num_leaves", 7), .. more]) : ModelCase.Small(more);
}
