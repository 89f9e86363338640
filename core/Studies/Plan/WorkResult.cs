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
    /// <inheritdoc/>
    public override void ApplyTo(StudyPlan plan) => plan.Apply(this);
}
