using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Settings;

/// <summary>
/// Describes one named setting of a strategy, sampler or pruner. Validation, help texts, the JSON Schema and
/// <c>tuner strategies</c> are all made from these.
/// </summary>
/// <param name="Name">The name in the study file, in snake_case.</param>
/// <param name="Kind">What it holds: Boolean, Integer, Float or Text.</param>
/// <param name="Default">The value where the study file is silent; null means "off" or "decided by the study".</param>
/// <param name="Description">Meaning and unit, one sentence.</param>
/// <param name="Min">The smallest value allowed, or null.</param>
/// <param name="Max">The largest value allowed, or null.</param>
/// <param name="Choices">The texts allowed, or null for any.</param>
/// <param name="SuggestedLow">Where a search usefully starts, or null.</param>
/// <param name="SuggestedHigh">Where a search usefully ends, or null.</param>
public sealed record SettingDefinition(
    string Name,
    ParameterKind Kind,
    ParameterValue Default,
    string Description,
    double? Min = null,
    double? Max = null,
    IReadOnlyList<string>? Choices = null,
    double? SuggestedLow = null,
    double? SuggestedHigh = null);
