namespace ServerlessTuner.Core.Learning.Trees;

/// <summary>Which library a booster follows: how it grows trees, what its parameters mean, and the file it writes.</summary>
public enum BoosterKind
{
    /// <summary>
    /// Grown level by level, as XGBoost's <c>hist</c> does (Chen and Guestrin, 2016); a value below the threshold goes left.
    /// </summary>
    XGBoost,

    /// <summary>Grown leaf by leaf, best gain first, as LightGBM does (Ke et al., 2017); a value up to the threshold goes left.</summary>
    LightGbm,
}
