namespace ServerlessTuner.Core.Learning.Features;

/// <summary>A number per bar that a model sees.</summary>
/// <param name="Name">The name of its column.</param>
/// <param name="Expression">The expression over bars; its value at a bar is known at the bar's close.</param>
public sealed record FeatureDefinition(string Name, string Expression);
