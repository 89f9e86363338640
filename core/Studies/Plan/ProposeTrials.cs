using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>Propose the next trials of a search that learns from results or that may end early.</summary>
/// <param name="First">The number of the first trial proposed. All trials before it have ended, but for those pending.</param>
/// <param name="Count">How many trials are wanted.</param>
/// <param name="Refining">The first trial of the second phase, where the search has come to it, or null.</param>
/// <param name="Pending">Trials that were proposed before and have not ended; empty where trials are proposed in batches.</param>
public sealed record ProposeTrials(
    long First,
    int Count,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? Refining,
    IReadOnlyList<EvaluateTrial> Pending) : WorkItem($"propose-{First:D12}");
