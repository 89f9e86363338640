namespace ServerlessTuner.Core.Learning.Trees;

/// <summary>How much a feature matters to a model.</summary>
/// <param name="Feature">The feature's name.</param>
/// <param name="Splits">How many splits use it: <c>weight</c> in XGBoost, <c>split</c> in LightGBM.</param>
/// <param name="TotalGain">Sum of the gains of its splits: <c>total_gain</c> in XGBoost, <c>gain</c> in LightGBM.</param>
/// <param name="TotalCover">Sum of the hessians of the rows that came to its splits: <c>total_cover</c>.</param>
public sealed record FeatureImportance(string Feature, int Splits, double TotalGain, double TotalCover)
{
    /// <summary>Gain per split: <c>gain</c> in XGBoost; 0 for a feature without splits.</summary>
    public double Gain => Splits > 0 ? TotalGain / Splits : 0;

    /// <summary>Cover per split: <c>cover</c> in XGBoost; 0 for a feature without splits.</summary>
    public double Cover => Splits > 0 ? TotalCover / Splits : 0;
}
