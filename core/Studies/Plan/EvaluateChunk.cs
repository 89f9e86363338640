using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>Evaluate a contiguous range of trials under all scenarios of the first stage, and keep their rows.</summary>
/// <param name="First">The first trial's number.</param>
/// <param name="Count">How many trials.</param>
public sealed record EvaluateChunk(long First, int Count) : WorkItem($"chunk-{First:D12}")
{
    /// <summary>The name of the artifact that holds the rows.</summary>
    [JsonIgnore]
    public string Artifact => $"work/{Id}.rows";
}
