using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>What a finished piece of work left: small, bounded, and written to the journal as one line.</summary>
/// <param name="Id">The id of the work item.</param>
/// <param name="Seconds">How long it took on its host.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ChunkResult), "chunk")]
[JsonDerivedType(typeof(CandidateResult), "candidate")]
[JsonDerivedType(typeof(CandidatesResult), "candidates")]
[JsonDerivedType(typeof(ProposalResult), "proposals")]
[JsonDerivedType(typeof(TrialResult), "trial")]
public abstract record WorkResult([property: JsonPropertyOrder(-2)] string Id, [property: JsonPropertyOrder(-1)] double Seconds) : PlanEntry
{
    /// <summary>
    /// The bytes that it allocated on its host, an upper bound for what it held at once; null where that is not measured.
    /// </summary>
    [JsonPropertyOrder(-1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Bytes { get; init; }

    /// <inheritdoc/>
    public override void ApplyTo(StudyPlan plan) => plan.Apply(this);
}
