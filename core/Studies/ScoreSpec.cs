namespace ServerlessTuner.Core.Studies;

/// <summary>The low-trade rule: a score from fewer than <paramref name="MinTrades"/> trades is lowered.</summary>
/// <param name="MinTrades">From how many trades on a score counts in full; 0 switches the rule off.</param>
/// <param name="Penalty">The factor on a positive score with too few trades, in [0, 1]; in general score − (1 − penalty)·|score|.</param>
public sealed record ScoreSpec(int MinTrades = 0, double Penalty = 0.25);
