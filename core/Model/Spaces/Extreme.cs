using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Spaces;

/// <summary>A value at the edge of a distribution: where all of them are allowed, every value is.</summary>
/// <param name="Key">The key under which the study file has it, such as <c>min</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="Index">Its index where the key holds a list.</param>
public readonly record struct Extreme(string Key, ParameterValue Value, int? Index = null);
