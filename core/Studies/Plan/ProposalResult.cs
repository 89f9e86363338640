namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>The next trials; fewer than wanted where the space is used up.</summary>
/// <param name="Id">The id of the work item.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Trials">The trials, in the order of their numbers.</param>
public sealed record ProposalResult(string Id, double Seconds, IReadOnlyList<Proposal> Trials) : WorkResult(Id, Seconds);
