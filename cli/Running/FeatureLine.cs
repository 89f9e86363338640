using ServerlessTuner.Core.Learning.Features;

namespace ServerlessTuner.Cli.Running;

/// <summary>A feature as <c>tuner features --json</c> prints it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Expression">The expression over bars.</param>
/// <param name="Lowest">Its smallest value; null where it has none.</param>
/// <param name="Highest">Its largest value; null where it has none.</param>
/// <param name="Missing">The share of bars without a value, 0 to 1.</param>
/// <param name="Constant">Whether it tells nothing: no value, or always the same.</param>
internal sealed record FeatureLine(string Name, string Expression, double? Lowest, double? Highest, double Missing, bool Constant)
{
    public static FeatureLine Of(FeatureSummary feature) => new(
        feature.Definition.Name,
        feature.Definition.Expression,
        double.IsNaN(feature.Lowest) ? null : feature.Lowest,
        double.IsNaN(feature.Highest) ? null : feature.Highest,
        feature.Missing,
        feature.IsConstant);
}
