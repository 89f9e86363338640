using System.Numerics;
using ServerlessTuner.Core.Learning.Trees;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary><c>model: lightgbm</c>: trees grown leaf by leaf, with the names, meanings and defaults of LightGBM.</summary>
internal static class LightGbmModel
{
    public static ModelKind Kind { get; } = new(
        "lightgbm",
        "Boosted trees grown leaf by leaf, as LightGBM does.",
        [
            Setting.Integer(
                "n_estimators", 100, "Rounds of boosting, a tree each.", 1, 100_000) with { SuggestedLow = 100, SuggestedHigh = 600 },
            Setting.Number("learning_rate", 0.1, "What leaf values are multiplied with.", 0, 10)
                with { Above = true, SuggestedLow = 0.01, SuggestedHigh = 0.3 },
            Setting.Integer("num_leaves", 31, "Leaves of a tree; the default is no more than a tree of max_depth can have.", 2, 100_000)
                with { SuggestedLow = 7, SuggestedHigh = 127 },
            Setting.Integer("max_depth", -1, "Levels of splits; −1 for no limit.", -1, 1000) with { SuggestedLow = 3, SuggestedHigh = 12 },
            Setting.Integer("min_child_samples", 20, "Observations that a leaf needs.", 0, 1_000_000_000)
                with { SuggestedLow = 10, SuggestedHigh = 200 },
            Setting.Number("min_child_weight", 1e-3, "Sum of hessians that a leaf needs.", 0),
            Setting.Number("min_split_gain", 0, "Gain that a split needs.", 0) with { SuggestedLow = 0, SuggestedHigh = 1 },
            Setting.Number("subsample", 1, "Chance of a row to be in the bag.", 0, 1)
                with { Above = true, SuggestedLow = 0.6, SuggestedHigh = 1 },
            Setting.Integer("subsample_freq", 0, "The bag is drawn again after so many rounds; 0 for no sampling.", 0, 100_000),
            Setting.Number("colsample_bytree", 1, "Share of features that a tree sees, at least one.", 0, 1)
                with { Above = true, SuggestedLow = 0.5, SuggestedHigh = 1 },
            Setting.Number("reg_alpha", 0, "L1 penalty on leaf values.", 0) with { SuggestedLow = 0, SuggestedHigh = 2 },
            Setting.Number("reg_lambda", 0, "L2 penalty on leaf values.", 0) with { SuggestedLow = 0, SuggestedHigh = 5 },
            Setting.Number("scale_pos_weight", 1, "Weight of observations of class 1 relative to class 0.", 0)
                with { Above = true, SuggestedLow = 0.5, SuggestedHigh = 2 },
            Setting.Integer(
                "early_stopping_rounds",
                0,
                "Stop after so many rounds without a smaller log loss on a tail of the training data; 0 for never.",
                0,
                100_000),
            Setting.Integer("max_bin", 255, "Bins of a feature.", 2, 255),
        ],
        Create)
    {
        Read = TrainedTrees.Read,
        // A tree of so many leaves is about as deep as one that is full.
        Passes = static values =>
            values.Integer("n_estimators") * (
                1 + BitOperations.Log2((uint)values.Integer("num_leaves"))) * values.Number("colsample_bytree"),
    };

    private static TreeTrainer Create(SettingValues values)
    {
        int depth = values.Integer("max_depth"), leaves = values.Integer("num_leaves");
        // LightGBM's default gives way to a depth; what somebody asks for does not.
        if (depth is > 0 and < 31 && !values.IsGiven("num_leaves"))
            leaves = (int)Math.Min(leaves, 1L << depth);
        if (depth is > 0 and < 31 && leaves > 1L << depth)
            throw values.Reject(
                "num_leaves", $"at most 2^max_depth, which is {1L << depth}: no tree of {depth} levels has more leaves",
                "Lower num_leaves, or raise max_depth; a constraint such as num_leaves <= 2 ^ max_depth keeps a search within.");
        return new TreeTrainer(BoosterParameters.LightGbm with
        {
            Trees = values.Integer("n_estimators"),
            LearningRate = values.Number("learning_rate"),
            NumLeaves = leaves,
            MaxDepth = depth,
            MinChildSamples = values.Integer("min_child_samples"),
            MinChildWeight = values.Number("min_child_weight"),
            MinSplitGain = values.Number("min_split_gain"),
            Subsample = values.Number("subsample"),
            SubsampleFreq = values.Integer("subsample_freq"),
            ColsampleByTree = values.Number("colsample_bytree"),
            RegAlpha = values.Number("reg_alpha"),
            RegLambda = values.Number("reg_lambda"),
            ScalePosWeight = values.Number("scale_pos_weight"),
            EarlyStoppingRounds = values.Integer("early_stopping_rounds"),
            MaxBin = values.Integer("max_bin"),
        });
    }
}
