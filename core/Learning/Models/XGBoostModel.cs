using ServerlessTuner.Core.Learning.Trees;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary><c>model: xgboost</c>: trees grown level by level, with the names, meanings and defaults of XGBoost.</summary>
internal static class XGBoostModel
{
    public static ModelKind Kind { get; } = new(
        "xgboost",
        "Boosted trees grown level by level, as XGBoost's hist does.",
        [
            Setting.Integer(
                "n_estimators", 100, "Rounds of boosting, a tree each.", 1, 100_000) with { SuggestedLow = 100, SuggestedHigh = 600 },
            Setting.Number("learning_rate", 0.3, "What leaf values are multiplied with.", 0, 10)
                with { Above = true, SuggestedLow = 0.01, SuggestedHigh = 0.3 },
            Setting.Integer("max_depth", 6, "Levels of splits.", 1, 30) with { SuggestedLow = 3, SuggestedHigh = 8 },
            Setting.Number("min_child_weight", 1, "Sum of hessians that a child needs.", 0) with { SuggestedLow = 1, SuggestedHigh = 20 },
            Setting.Number("gamma", 0, "Gain that a split needs.", 0) with { SuggestedLow = 0, SuggestedHigh = 5 },
            Setting.Number("subsample", 1, "Chance of a row to be in a tree's bag.", 0, 1)
                with { Above = true, SuggestedLow = 0.6, SuggestedHigh = 1 },
            Setting.Number("colsample_bytree", 1, "Share of features that a tree sees, at least one.", 0, 1)
                with { Above = true, SuggestedLow = 0.5, SuggestedHigh = 1 },
            Setting.Number("reg_alpha", 0, "L1 penalty on leaf values.", 0) with { SuggestedLow = 0, SuggestedHigh = 2 },
            Setting.Number("reg_lambda", 1, "L2 penalty on leaf values.", 0) with { SuggestedLow = 0, SuggestedHigh = 5 },
            Setting.Number("scale_pos_weight", 1, "Weight of observations of class 1 relative to class 0.", 0)
                with { Above = true, SuggestedLow = 0.5, SuggestedHigh = 2 },
            Setting.Number("base_score", 0.5, "The probability before the first tree.", 0, 1) with { Above = true },
            Setting.Integer(
                "early_stopping_rounds",
                0,
                "Stop after so many rounds without a smaller log loss on a tail of the training data; 0 for never.",
                0,
                100_000),
            Setting.Integer("max_bin", 256, "Bins of a feature.", 2, 256),
        ],
        static values => new TreeTrainer(BoosterParameters.XGBoost with
        {
            Trees = values.Integer("n_estimators"),
            LearningRate = values.Number("learning_rate"),
            MaxDepth = values.Integer("max_depth"),
            MinChildWeight = values.Number("min_child_weight"),
            MinSplitGain = values.Number("gamma"),
            Subsample = values.Number("subsample"),
            ColsampleByTree = values.Number("colsample_bytree"),
            RegAlpha = values.Number("reg_alpha"),
            RegLambda = values.Number("reg_lambda"),
            ScalePosWeight = values.Number("scale_pos_weight"),
            BaseScore = values.Number("base_score") < 1
                ? values.Number("base_score")
                : throw values.Reject("base_score", "below 1", "For example: 0.5."),
            EarlyStoppingRounds = values.Integer("early_stopping_rounds"),
            MaxBin = values.Integer("max_bin"),
        }))
    {
        Read = TrainedTrees.Read,
        Passes = static values => values.Integer("n_estimators") * values.Integer("max_depth") * values.Number("colsample_bytree"),
    };
}
