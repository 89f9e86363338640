namespace ServerlessTuner.Core.Service.Agents;

/// <summary>An outcome as it stands on record.</summary>
/// <param name="Trial">The trial's number.</param>
/// <param name="State">How it ended; failed, too, where a metric is no number.</param>
/// <param name="Score">The metric that ranks, or null.</param>
/// <param name="Failure">Why it failed, or null.</param>
public sealed record OutcomeView(long Trial, TrialState State, double? Score, string? Failure);
