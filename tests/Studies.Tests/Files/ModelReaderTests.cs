using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Studies.Tests.Files;

public class ModelReaderTests
{
    private const string Data = "data: {EURUSD: {synth: {seed: 1, bars: 3000, interval: 1h, start: 2021-01-04, price: 1.10}}}\n";

    // The parameters of a sweep as people have it, with two lines in front.
    private const string Sweep = """
        model: xgboost
        data: {EURUSD: eurusd.csv}
        program: train_xgboost.py
        method: bayes
        metric: {name: val/sharpe, goal: maximize}
        parameters:
          learning_rate: {distribution: log_uniform_values, min: 0.01, max: 0.2}
          max_depth: {values: [3, 5, 7]}
          n_estimators: {distribution: q_uniform, min: 100, max: 600, q: 100}
          subsample: {distribution: uniform, min: 0.6, max: 0.95}
          scale_pos_weight: {distribution: uniform, min: 0.5, max: 2.0}
          cv_folds: {value: 4}
          embargo_frac: {value: 0.02}
          early_stopping_rounds: {value: 50}
        early_terminate: {type: hyperband, min_iter: 3, s: 2, eta: 3}
        command: [python, "${program}", "${args}"]
        """;

    [Fact]
    public void Parse_SweepWithTwoLinesMore_TrainsHere()
    {
        StudySpec study = StudyFile.Parse(Sweep, "s.yaml");
        var model = Assert.IsType<ModelSpec>(study.Objective);

        Assert.Equal(("xgboost", 0, 0), (model.Model, model.Settings.Count, model.Features.Count));
        Assert.Equal("embargo_frac=0.02 cv_folds=4", model.Validation.ToString());
        Assert.Equal(8, study.Space.Parameters.Count);
        Assert.Equal(new MetricSpec("val/sharpe", "val/sharpe", Goal.Maximize), Assert.Single(study.Metrics));
        Assert.Equal("wandb_hyperband", study.Pruner!.Name);
        Assert.Contains("The model is trained here, so program and command have no meaning and are ignored.", study.Notes);
    }

    [Fact]
    public void Parse_Sections_AreSettingsOfAllTrials()
    {
        var model = (ModelSpec)Parse(
            "model: {name: lightgbm, num_leaves: 8}\nlabels: {tp_atr_mult: 1.5, sides: both}\nvalidation: {method: rolling, cv_folds: 3, holdout: 0.2}\n"
                + "parameters: {learning_rate: [0.1, 0.2]}\n").Objective;

        Assert.Equal("num_leaves=8 tp_atr_mult=1.5 sides=both", model.Settings.ToString());
        Assert.Equal("method=rolling cv_folds=3 holdout=0.2", model.Validation.ToString());
    }

    [Theory]
    [InlineData("default", 0, null)]
    [InlineData("['close / close[12] - 1']", 1, "close_close_12_1")]
    [InlineData("{momentum: 'close / close[12] - 1', hour: hour}", 2, "momentum")]
    public void Parse_Features_TakeEveryForm(string features, int count, string? first)
    {
        var model = (ModelSpec)Parse($"model: xgboost\nparameters: {{max_depth: [3, 4]}}\nfeatures: {features}\n").Objective;

        Assert.Equal(count, model.Features.Count);
        Assert.Equal(first, model.Features is [var one, ..] ? one.Name : null);
    }

    [Fact]
    public void Parse_DefaultInAList_IsAllOfThem()
    {
        var model = (ModelSpec)Parse("model: xgboost\nparameters: {max_depth: [3, 4]}\nfeatures: [default, close - open]\n").Objective;

        Assert.Equal([.. DefaultFeatures.All, new FeatureDefinition("close_open", "close - open")], model.Features);
    }

    [Fact]
    public void Parse_FeaturesWithoutNames_GetOnesThatModelFilesHold()
    {
        var model = (ModelSpec)Parse(
            "model: xgboost\nparameters: {max_depth: [3, 4]}\nfeatures:\n  - close - open\n  - close + open\n  - hour\n").Objective;

        Assert.Equal(["close_open", "close_open_2", "hour"], model.Features.Select(feature => feature.Name));
    }

    [Fact]
    public void Parse_MetaAndFeaturesWithMore_AreReadWrittenAndReadAgain()
    {
        StudySpec study = Parse(
            "model: xgboost\nparameters: {max_depth: [3, 4], fast: [5, 8]}\nlabels: {horizon_bars: 8, meta: {strategy: ma_cross, slow: 30}}\n"
                + "features: {h: {expression: hour, categorical: true}, r: {expression: 'rsi(close, 14)', monotone_constraint: -1}, c: close}\n");
        var model = (ModelSpec)study.Objective;
        var again = (ModelSpec)StudyFile.FromJson(StudyFile.ToJson(study)).Objective;

        Assert.Equal(("ma_cross", "slow=30"), (model.Meta!.Name, model.Meta.Settings.ToString()));
        Assert.Equal(
            [new("h", "hour", true), new FeatureDefinition("r", "rsi(close, 14)", null, -1), new FeatureDefinition("c", "close")],
            model.Features);
        Assert.Equal(model.Features, again.Features);
        Assert.Equal(model.Meta, again.Meta);
        Assert.Equal("ma_cross", ((ModelSpec)Parse("model: xgboost\nparameters: {max_depth: [3]}\nlabels: {meta: ma_cross}\n").Objective).Meta!.Name);
    }

    [Theory]
    [InlineData(
        "labels: {meta: {strategy: ma_cros, fast: 3}}", Depths, "2:27: labels.meta is 'ma_cros', which does not exist. Did you mean ma_cross?")]
    [InlineData(
        "labels: {meta: {fast: 3}}",
        Depths,
        "2:16: labels.meta.strategy is missing. Known are ma_cross, rsi_reversion, bollinger_breakout, bollinger_reversion, donchian_breakout, macd.")]
    [InlineData(
        "labels: {meta: {strategy: ma_cross, fast: 0}}",
        "parameters: {slow: [20, 30], fast: [3, 4]}",
        "2:43: labels.meta.fast is 0, but must be a whole number from 1 to 100000.",
        "3:36: parameters.fast is fixed under labels.meta, too. Remove one of the two.")]
    [InlineData(
        "features: {h: {expression: hour, categoric: true}, r: {monotone_constraint: 2}}",
        Depths,
        "2:34: categoric is not a key of features.h. Did you mean categorical?",
        "2:55: features.r is {\"monotone_constraint\": 2}, but must be an expression over bars. For example: close / close[12] - 1.",
        "2:77: features.r.monotone_constraint is 2, but must be a whole number from -1 to 1.")]
    [InlineData("", "parameters: {max_dept: [3, 4]}", "2:24: parameters.max_dept is not a setting of model xgboost. Did you mean max_depth?")]
    [InlineData(
        "",
        "parameters: {max_depth: [3, 4], cv_folds: [3, 5]}",
        "2:43: parameters.cv_folds takes several values, but all trials of a study are validated alike. Give it one value.")]
    [InlineData(
        "", "parameters: {max_depth: [3, 4], cv_folds: {value: 1}}", "2:51: parameters.cv_folds is 1, but must be a whole number from 2 to 100. For example: 5.")]
    [InlineData(
        "strategy: ma_cross", Depths, "1:8: model stands beside strategy, but a study runs one of them. Remove one of them.")]
    [InlineData(
        "features: [close / clos]",
        Depths,
        "2:12: features is 'close / clos', and at column 9: clos is not a parameter, a let name or a name of bars. "
            + "Did you mean close?")]
    [InlineData(
        "features: {trend: close / clos}",
        Depths,
        "2:19: features.trend is 'close / clos', and at column 9: clos is not a parameter, a let name or a name of bars. "
            + "Did you mean close?")]
    [InlineData("features: []", Depths, "2:11: features is empty. Name one or more, or write features: default.")]
    [InlineData("features: {}", Depths, "2:11: features is empty. Name one or more, or write features: default.")]
    [InlineData("features: [close, default, close]", Depths, "2:28: The feature close stands here twice. Remove one of the two.")]
    [InlineData("features: [default, close / open, close / open]", Depths, "2:35: The feature close / open stands here twice. Remove one of the two.")]
    [InlineData(
        "features: {a-b: close}",
        Depths,
        "2:17: 'a-b' is the name of a feature, but must be of letters, digits and underscores: model files hold no other. For example: a_b.")]
    [InlineData(
        "features: [{a: b}]", Depths, "2:12: features is {\"a\": \"b\"}, but must be an expression over bars. For example: close / close[12] - 1.")]
    [InlineData(
        "features: all",
        Depths,
        "2:11: features is 'all', but must be default, a list of expressions, or a mapping from name to expression. "
            + "For example: {momentum: \"close / close[12] - 1\"}.")]
    [InlineData(
        "labels: {tp_atr_mult: -1, side: both, touch: mid}",
        Depths,
        "2:23: labels.tp_atr_mult is -1, but must be a number above 0, up to 1000. For example: 2.",
        "2:27: side is not a key of labels. Did you mean sides?",
        "2:46: labels.touch is 'mid', but must be high_low or close.")]
    [InlineData(
        "validation: {method: combinatorial, cv_folds: 3, test_folds: 3}",
        Depths,
        "2:13: validation.test_folds is 3, but must be below cv_folds, which is 3. For example: cv_folds: 6, test_folds: 2.")]
    [InlineData(
        "validation: {method: combinatorial}",
        "parameters: {max_depth: [3, 4], cv_folds: {value: 2}}",
        "2:13: validation.test_folds is 2, but must be below cv_folds, which is 2. For example: cv_folds: 6, test_folds: 2.")]
    [InlineData("metric: val/sharp", Depths, "2:9: metric is 'val/sharp', which no evaluation returns. Did you mean val/sharpe?")]
    [InlineData("metric: sharpe", Depths, "2:9: metric is 'sharpe', which no evaluation returns. Did you mean val/sharpe?")]
    [InlineData(
        "metric: val/sharpe - gap",
        Depths,
        "2:9: metric is 'val/sharpe - gap', in which val/ and train/ divide. Put names with a stroke between backticks: `val/sharpe`.")]
    [InlineData(
        "folds: 5", Depths, "2:8: folds are slices of a backtest; a model is validated otherwise. Write validation: {cv_folds: 5}.")]
    [InlineData(
        "labels: {horizon_bars: 5}",
        "parameters: {horizon_bars: [4, 5]}",
        "3:28: parameters.horizon_bars is fixed under labels, too. Remove one of the two.")]
    public void Parse_BadModel_SaysWhereWhatAndHow(string key, string parameters, params string[] messages)
    {
        var fault = Assert.Throws<InvalidInputException>(
            () => StudyFile.Parse($"model: xgboost\n{(key.Length == 0 ? string.Empty : key + "\n")}{parameters}\n{Data}", "s.yaml"));

        Assert.Equal(messages.Select(message => "s.yaml:" + message), fault.Problems.Select(problem => problem.ToString()));
    }

    [Theory]
    [InlineData(
        "model: {name: lightgbm, num_leaves: 40, max_depth: 4}\nparameters: {learning_rate: [0.1, 0.2]}\n",
        "s.yaml:1:37: model.num_leaves is 40, but must be at most 2^max_depth, which is 16: no tree of 4 levels has more leaves. Lower "
            + "num_leaves, or raise max_depth; a constraint such as num_leaves <= 2 ^ max_depth keeps a search within.")]
    [InlineData(
        "model: lightgbm\nparameters: {num_leaves: [40, 63], max_depth: {value: 4}}\n",
        "s.yaml:2:26: num_leaves is 40 or more, but no tree of 4 levels has more than 16 leaves, so that every trial would fail. Lower "
            + "num_leaves, or raise max_depth.")]
    [InlineData(
        "model: {name: lightgbm, max_depth: 4}\nparameters: {max_depth: [6, 7]}\n",
        "s.yaml:2:25: parameters.max_depth is fixed under model, too. Remove one of the two.")]
    [InlineData(
        "strategy: ma_cross\nlabels: {horizon_bars: 5}\nfeatures: default\nparameters: {fast: [3, 4], slow: [20, 30]}\n",
        "s.yaml:3:11: features has no meaning without a model. Remove it, or add model: xgboost.",
        "s.yaml:2:9: labels has no meaning without a model. Remove it, or add model: xgboost.")]
    [InlineData(
        "model: xgbost\nparameters: {max_depth: [3, 4]}\n", "s.yaml:1:8: model is 'xgbost', which does not exist. Did you mean xgboost?")]
    public void Parse_WhatDoesNotGoTogether_IsRefused(string text, params string[] messages)
    {
        var fault = Assert.Throws<InvalidInputException>(() => StudyFile.Parse(text + Data, "s.yaml"));

        Assert.Equal(messages.Order(), fault.Problems.Select(problem => problem.ToString()).Order());
    }

    [Theory]
    [InlineData("{num_leaves: [7, 63], max_depth: [3, 8]}", "", true)]
    [InlineData("{num_leaves: [7, 63], max_depth: [3, 8]}", "constraints: [num_leaves <= 2 ^ max_depth]\n", false)]
    [InlineData("{num_leaves: [7, 63], max_depth: [6, 8]}", "", false)]
    [InlineData("{num_leaves: [7, 63]}", "", false)]
    [InlineData("{max_depth: [3, 8]}", "", false)]
    public void Parse_SomeTreesWithTooManyLeaves_AreRemarkedOn(string parameters, string more, bool remarked) =>
        Assert.Equal(
            remarked,
            Parse($"model: lightgbm\nparameters: {parameters}\n{more}").Notes.Any(note => note.StartsWith("Trials with num_leaves", StringComparison.Ordinal)));

    [Fact]
    public void Parse_WithoutData_SaysSo()
    {
        var fault = Assert.Throws<InvalidInputException>(() => StudyFile.Parse("model: xgboost\nparameters: {max_depth: [3, 4]}\n", "s.yaml"));

        Assert.Equal(
            "s.yaml:1:1: data is missing. Name the market data of at least one symbol, such as data: {EURUSD: data/eurusd.csv}.", fault.Message);
    }

    [Theory]
    [InlineData(Sweep)]
    [InlineData(
        "model: {name: lightgbm, num_leaves: 8}\nlabels: {sides: both}\nvalidation: {holdout: 0.2}\nfeatures: {m: \"close / close[2]\"}\n"
            + "parameters: {threshold: [0.4, 0.5]}\nmetrics: [val/sharpe, val/logloss]\n" + Data)]
    public void ToJson_Model_SurvivesTheWayBack(string text)
    {
        StudySpec study = StudyFile.Parse(text, "s.yaml");
        string whole = StudyFile.ToJson(study), canonical = StudyFile.Canonical(study);
        StudySpec again = StudyFile.FromJson(whole);

        Assert.Equal(whole, StudyFile.ToJson(again));
        Assert.Equal(canonical, StudyFile.Canonical(StudyFile.FromJson(canonical)));
        Assert.Equal(StudyFile.Identity(study), StudyFile.Identity(again));
        ModelSpec expected = (ModelSpec)study.Objective, actual = (ModelSpec)again.Objective;
        Assert.Equal((expected.Model, expected.Settings, expected.Validation), (actual.Model, actual.Settings, actual.Validation));
        Assert.Equal(expected.Features, actual.Features);
    }

    [Fact]
    public void Identity_AnotherModelLabelOrFeature_IsAnotherStudy()
    {
        string[] heads = [
            "model: xgboost\n", "model: lightgbm\n", "model: xgboost\nlabels: {sl_atr_mult: 2}\n", "model: xgboost\nfeatures: {a: close}\n",
            "model: xgboost\nfeatures: {a: open}\n", "model: xgboost\nvalidation: {cv_folds: 4}\n"
        ];

        Assert.Equal(
            heads.Length, heads.Select(head => StudyFile.Identity(Parse(head + "parameters: {max_depth: [3, 4]}\n"))).Distinct().Count());
    }

    private const string Depths = "parameters: {max_depth: [3, 4]}";

    private static StudySpec Parse(string text) => StudyFile.Parse(text + Data, "s.yaml");
}
