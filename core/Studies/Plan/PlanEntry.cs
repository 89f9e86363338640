using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>
/// What changes a plan: the result of a piece of work, or an event. A plan follows from its entries, so a journal of them is all
/// that a host must keep.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ChunkResult), "chunk")]
[JsonDerivedType(typeof(CandidateResult), "candidate")]
[JsonDerivedType(typeof(CandidatesResult), "candidates")]
[JsonDerivedType(typeof(ProposalResult), "proposals")]
[JsonDerivedType(typeof(TrialResult), "trial")]
[JsonDerivedType(typeof(ExtendSearch), "extend")]
[JsonDerivedType(typeof(EndSearch), "end")]
[JsonDerivedType(typeof(RerunTrials), "rerun")]
public abstract record PlanEntry
{
    /// <summary>Applies the entry to a plan.</summary>
    public abstract void ApplyTo(StudyPlan plan);
}
