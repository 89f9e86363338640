namespace ServerlessTuner.Core.Learning.Features;

/// <summary>A number per bar that a model sees.</summary>
/// <param name="Name">The name of its column.</param>
/// <param name="Expression">The expression over bars; its value at a bar is known at the bar's close.</param>
/// <param name="Categorical">True where its values, cut to whole numbers from 0, are names and no quantities; null for no.</param>
/// <param name="MonotoneConstraint">1 where the probability may only rise with it, −1 where it may only fall; null for free.</param>
public sealed record FeatureDefinition(string Name, string Expression, bool? Categorical = null, int? MonotoneConstraint = null);
