using System.Text.Json.Serialization;
using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Core.Execution;

/// <summary>One piece of work that a host may carry out: plain data, with an id that is the same whenever the study is planned.</summary>
/// <param name="Id">Unique within the study.</param>
[JsonConverter(typeof(WorkItemConverter))]
public abstract record WorkItem(string Id);

/// <summary>Evaluate a contiguous range of trials under all scenarios of the first stage, and keep their rows.</summary>
/// <param name="First">The first trial's number.</param>
/// <param name="Count">How many trials.</param>
public sealed record EvaluateChunk(long First, int Count) : WorkItem($"chunk-{First:D12}")
{
    /// <summary>The name of the artifact that holds the rows.</summary>
    public string Artifact => $"work/{Id}.rows";
}

/// <summary>Evaluate one candidate under one scenario of a later stage.</summary>
/// <param name="Stage">The stage's number, from 2.</param>
/// <param name="Trial">The trial's number.</param>
/// <param name="Scenario">The scenario's name.</param>
public sealed record EvaluateCandidate(int Stage, long Trial, string Scenario) : WorkItem($"stage{Stage}-{Trial:D12}-{Scenario}");

/// <summary>Propose the next trials of a search that learns from results or that may end early.</summary>
/// <param name="First">The number of the first trial proposed. All trials before it have ended, but for those pending.</param>
/// <param name="Count">How many trials are wanted.</param>
/// <param name="Refining">The first trial of the second phase, where the search has come to it, or null.</param>
/// <param name="Pending">Trials that were proposed before and have not ended; empty where trials are proposed in batches.</param>
public sealed record ProposeTrials(long First, int Count, long? Refining, IReadOnlyList<EvaluateTrial> Pending) : WorkItem($"propose-{First:D12}");

/// <summary>Evaluate one trial under all scenarios of the first stage, and stop it early where the pruner says so.</summary>
/// <param name="Trial">The trial's number.</param>
/// <param name="Values">Its values.</param>
/// <param name="Known">Trials with lower numbers have ended, and are what the pruner compares with.</param>
public sealed record EvaluateTrial(long Trial, ParameterSet Values, long Known) : WorkItem($"trial-{Trial:D12}");
