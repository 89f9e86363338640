namespace ServerlessTuner.Core.Search;

/// <summary>A reported intermediate loss.</summary>
/// <param name="Step">The step, from 1.</param>
/// <param name="Loss">The value as a loss: smaller is better. NaN where the report was NaN.</param>
public readonly record struct StepLoss(int Step, double Loss);
