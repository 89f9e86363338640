using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Validation;

/// <summary>The settings of validation. They are the same for all trials of a study, so that trials can be compared.</summary>
public static class ValidationSettings
{
    /// <summary>The method.</summary>
    public static readonly Setting Method = Setting.Choice(
        "method",
        "purged_kfold",
        "How data are held out: each part once (purged_kfold), each after those before it (walk_forward; rolling trains on the part before "
            + "only), or every choice of test_folds parts (combinatorial).",
        "purged_kfold",
        "walk_forward",
        "rolling",
        "combinatorial");

    /// <summary>How many parts are held out.</summary>
    public static readonly Setting Folds = Setting.Integer("cv_folds", 5, "How many parts are held out, one after the other.", 2, 100)
        with { Example = "5" };

    /// <summary>How many parts are held out at once.</summary>
    public static readonly Setting TestFolds = Setting.Integer(
        "test_folds", 2, "How many parts combinatorial validation holds out at once.", 2, 20) with { Example = "2" };

    /// <summary>The embargo.</summary>
    public static readonly Setting Embargo = Setting.Number(
        "embargo_frac", 0.01, "How much of the data after a held-out part is not trained on, as a share of all of it.", 0, 0.5)
        with { Example = "0.01" };

    /// <summary>The final holdout.</summary>
    public static readonly Setting Holdout = Setting.Number(
        "holdout", 0, "The share of the data at its end that no trial sees; the final model is judged on it once.", 0, 0.9)
        with { Example = "0.2" };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Method, Folds, TestFolds, Embargo, Holdout];
}
