namespace ServerlessTuner.Core.Learning.Trees;

/// <summary>What a booster should learn: a label, and a weight if wanted, for each row of the feature table.</summary>
/// <param name="Labels">0 or 1, the number of a class, or a number, as the objective has it. Rows not used may hold anything.</param>
/// <param name="Weights">What a row counts, 0 or more; null: 1 each.</param>
public sealed record BoosterTargets(IReadOnlyList<float> Labels, IReadOnlyList<float>? Weights = null);
