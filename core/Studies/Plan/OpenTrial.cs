namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>A trial that was proposed and is not applied yet.</summary>
/// <param name="Proposal">The proposal.</param>
/// <param name="Pending">The trial as samplers hear of it while it runs.</param>
/// <param name="Result">Its result, where it waits for the rest of its batch; otherwise null.</param>
internal sealed record OpenTrial(Proposal Proposal, EvaluateTrial Pending, TrialResult? Result);
