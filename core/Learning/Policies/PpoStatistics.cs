namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>How an update went.</summary>
/// <param name="Divergence">How far the policy moved: the mean of (r − 1) − ln r over the last epoch.</param>
/// <param name="Entropy">The mean entropy of the policy, in nats.</param>
/// <param name="ClipShare">Share of steps whose probability moved beyond the clip.</param>
/// <param name="ExplainedVariance">Share of the variance of returns that the values told beforehand.</param>
internal readonly record struct PpoStatistics(double Divergence, double Entropy, double ClipShare, double ExplainedVariance);
