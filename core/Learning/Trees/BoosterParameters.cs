namespace ServerlessTuner.Core.Learning.Trees;

/// <summary>
/// How a booster is trained. Names and meanings are those of the originals; take <see cref="XGBoost"/> or <see cref="LightGbm"/> for their
/// defaults, and change what is to differ.
/// </summary>
public sealed record BoosterParameters
{
    private BoosterParameters()
    {
    }

    /// <summary>The defaults of XGBoost: depth 6, learning rate 0.3, λ 1, 256 bins, base score 0.5.</summary>
    public static BoosterParameters XGBoost { get; } = new()
    {
        Kind = BoosterKind.XGBoost,
        LearningRate = 0.3,
        MaxDepth = 6,
        MinChildWeight = 1,
        RegLambda = 1,
        MaxBin = 256,
        BaseScore = 0.5,
        SubsampleFreq = 1,
        MaxCategoryThreshold = 64,
    };

    /// <summary>The defaults of LightGBM: 31 leaves, learning rate 0.1, 20 rows a leaf, 255 bins, start at the mean.</summary>
    public static BoosterParameters LightGbm { get; } = new()
    {
        Kind = BoosterKind.LightGbm,
        LearningRate = 0.1,
        MaxDepth = -1,
        NumLeaves = 31,
        MinChildSamples = 20,
        MinChildWeight = 1e-3,
        MaxBin = 255,
        MaxCategoryThreshold = 32,
        CategoryL2 = 10,
        CategorySmooth = 10,
        MinDataPerGroup = 100,
    };

    /// <summary>The library that is followed.</summary>
    public BoosterKind Kind { get; private init; }

    /// <summary>What is minimised.</summary>
    public BoosterObjective Objective { get; init; }

    /// <summary>Classes of <see cref="BoosterObjective.SoftMax"/>, <c>num_class</c>; 2 or more.</summary>
    public int Classes { get; init; } = 2;

    /// <summary>Rounds of boosting, <c>n_estimators</c>: a tree each, or a tree per class.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>What leaf values are multiplied with, <c>learning_rate</c>, η; above 0.</summary>
    public double LearningRate { get; init; }

    /// <summary>Levels of splits, <c>max_depth</c>; 0 or less for no limit.</summary>
    public int MaxDepth { get; init; }

    /// <summary>Leaves of a tree grown by leaf, <c>num_leaves</c>; 2 or more.</summary>
    public int NumLeaves { get; init; }

    /// <summary>Rows that a leaf needs, <c>min_child_samples</c>, estimated from hessians as LightGBM does; 0 for no minimum.</summary>
    public int MinChildSamples { get; init; }

    /// <summary>Sum of hessians that a child needs, <c>min_child_weight</c>; 0 or more.</summary>
    public double MinChildWeight { get; init; }

    /// <summary>Gain that a split needs, XGBoost's <c>gamma</c> and LightGBM's <c>min_split_gain</c>; 0 or more.</summary>
    public double MinSplitGain { get; init; }

    /// <summary>L1 penalty on leaf values, <c>reg_alpha</c>, α; 0 or more.</summary>
    public double RegAlpha { get; init; }

    /// <summary>L2 penalty on leaf values, <c>reg_lambda</c>, λ; 0 or more.</summary>
    public double RegLambda { get; init; }

    /// <summary>Chance of a row to be in a tree's bag, <c>subsample</c>; above 0, up to 1.</summary>
    public double Subsample { get; init; } = 1;

    /// <summary>The bag is drawn again after so many rounds, <c>subsample_freq</c>; 0: no sampling of rows. XGBoost: 1.</summary>
    public int SubsampleFreq { get; init; }

    /// <summary>
    /// Share of columns that a tree sees, <c>colsample_bytree</c>, at least one; XGBoost rounds down, LightGBM to the nearest.
    /// </summary>
    public double ColsampleByTree { get; init; } = 1;

    /// <summary>Weight of rows with label 1 relative to 0, <c>scale_pos_weight</c>; above 0.</summary>
    public double ScalePosWeight { get; init; } = 1;

    /// <summary>
    /// Prediction before the first tree, <c>base_score</c>: a probability, or a number for squared error. Null: the mean of the labels
    /// (LightGBM, and XGBoost from version 2; 0.5 before).
    /// </summary>
    public double? BaseScore { get; init; }

    /// <summary>
    /// Stop after so many rounds without a better validation metric, <c>early_stopping_rounds</c>, and keep the rounds up to the best;
    /// 0: never.
    /// </summary>
    public int EarlyStoppingRounds { get; init; }

    /// <summary>Bins of a feature, <c>max_bin</c>; 2 to 256. One of 256 makes room for missing values, where there are any.</summary>
    public int MaxBin { get; init; }

    /// <summary>Per feature: predictions must not fall (1) or rise (−1) with it; 0: free. Null: all free.</summary>
    public IReadOnlyList<int>? MonotoneConstraints { get; init; }

    /// <summary>Up to so many categories, splits part one from the rest, <c>max_cat_to_onehot</c>.</summary>
    public int MaxCategoriesOneHot { get; init; } = 4;

    /// <summary>Categories on the smaller side of a split, at most, <c>max_cat_threshold</c>.</summary>
    public int MaxCategoryThreshold { get; init; }

    /// <summary>Added to λ in splits by categories, <c>cat_l2</c>.</summary>
    public double CategoryL2 { get; init; }

    /// <summary>Added to hessians when categories are sorted; categories with fewer rows are left out, <c>cat_smooth</c>.</summary>
    public double CategorySmooth { get; init; }

    /// <summary>Rows between two splits by categories that are tried, <c>min_data_per_group</c>.</summary>
    public int MinDataPerGroup { get; init; }

    /// <summary>Seed of the study.</summary>
    public ulong Seed { get; init; }

    /// <summary>Number of the trial: trials with the same parameters and different numbers draw different rows and columns.</summary>
    public ulong Trial { get; init; }

    /// <summary>Trees of one round: one, or one per class.</summary>
    internal int Groups => Objective == BoosterObjective.SoftMax ? Classes : 1;

    /// <summary>Throws where a value is out of its range.</summary>
    /// <exception cref="ArgumentException">Names the parameter, its value and the range.</exception>
    internal void Check(int features)
    {
        Require(LearningRate > 0, "learning_rate", LearningRate, "above 0");
        Require(Trees >= 1, "n_estimators", Trees, "1 or more");
        Require(Kind == BoosterKind.XGBoost || NumLeaves >= 2, "num_leaves", NumLeaves, "2 or more");
        Require(MinChildWeight >= 0, "min_child_weight", MinChildWeight, "0 or more");
        Require(MinChildSamples >= 0, "min_child_samples", MinChildSamples, "0 or more");
        Require(MinSplitGain >= 0, Kind == BoosterKind.XGBoost ? "gamma" : "min_split_gain", MinSplitGain, "0 or more");
        Require(RegAlpha >= 0, "reg_alpha", RegAlpha, "0 or more");
        Require(RegLambda >= 0, "reg_lambda", RegLambda, "0 or more");
        Require(Subsample is > 0 and <= 1, "subsample", Subsample, "above 0 and up to 1");
        Require(SubsampleFreq >= 0, "subsample_freq", SubsampleFreq, "0 or more");
        Require(ColsampleByTree is > 0 and <= 1, "colsample_bytree", ColsampleByTree, "above 0 and up to 1");
        Require(ScalePosWeight > 0, "scale_pos_weight", ScalePosWeight, "above 0");
        Require(EarlyStoppingRounds >= 0, "early_stopping_rounds", EarlyStoppingRounds, "0 or more");
        Require(MaxBin is >= 2 and <= 256, "max_bin", MaxBin, "2 to 256");
        Require(Objective != BoosterObjective.SoftMax || Classes >= 2, "num_class", Classes, "2 or more");
        if (BaseScore is { } score && Objective == BoosterObjective.LogLoss)
            Require(score is > 0 and < 1, "base_score", score, "between 0 and 1");
        if (MonotoneConstraints is { } constraints && (constraints.Count != features || constraints.Any(c => c is < -1 or > 1)))
            throw new ArgumentException($"monotone_constraints must be -1, 0 or 1 for each of the {features} features.");
    }

    private static void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
            throw new ArgumentException(FormattableString.Invariant($"{name} is {value}, but must be {range}."));
    }
}
