namespace ServerlessTuner.Core.Learning.Features;

/// <summary>What a feature looks like over the bars.</summary>
/// <param name="Definition">The feature.</param>
/// <param name="Lowest">Its smallest value; NaN where it has none.</param>
/// <param name="Highest">Its largest value; NaN where it has none.</param>
/// <param name="Missing">The share of bars at which it is not defined or not finite, 0 to 1.</param>
public sealed record FeatureSummary(FeatureDefinition Definition, double Lowest, double Highest, double Missing)
{
    /// <summary>Whether it tells nothing: no value, or always the same.</summary>
    public bool IsConstant => !(Lowest < Highest);
}
