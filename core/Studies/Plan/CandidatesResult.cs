namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>What candidates that were evaluated together gave.</summary>
/// <param name="Id">The id of the work item.</param>
/// <param name="Seconds">How long all of them took.</param>
/// <param name="Results">The result of each, as if it had been evaluated alone; of the seconds it has its share.</param>
public sealed record CandidatesResult(string Id, double Seconds, IReadOnlyList<CandidateResult> Results) : WorkResult(Id, Seconds);
