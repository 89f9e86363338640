namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>The result of a chunk; its rows lie in the chunk's artifact.</summary>
/// <param name="Id">The id of the work item.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Count">How many trials it evaluated.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Undefined">How many of them have no value to be ranked by.</param>
/// <param name="Top">The best of them, best first, as many as the stage's rule must know.</param>
public sealed record ChunkResult(
    string Id, double Seconds, int Count, int Failed, int Undefined, IReadOnlyList<RankedTrial> Top) : WorkResult(Id, Seconds);
