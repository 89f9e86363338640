namespace ServerlessTuner.Core.Learning.Trees;

/// <summary>Where a training stands after a round.</summary>
/// <param name="Round">Rounds done, from 1.</param>
/// <param name="Metric">The validation metric: mean log loss, or root mean squared error; NaN without validation rows.</param>
/// <param name="BestRound">The round with the lowest metric so far.</param>
public readonly record struct BoosterProgress(int Round, double Metric, int BestRound);
