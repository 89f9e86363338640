using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>One piece of work that a host may carry out: plain data, with an id that is the same whenever the study is planned.</summary>
/// <param name="Id">Unique within the study. It follows from the other members, so it is not written.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(EvaluateChunk), "chunk")]
[JsonDerivedType(typeof(EvaluateCandidate), "candidate")]
[JsonDerivedType(typeof(EvaluateCandidates), "candidates")]
[JsonDerivedType(typeof(ProposeTrials), "propose")]
[JsonDerivedType(typeof(EvaluateTrial), "trial")]
public abstract record WorkItem([property: JsonIgnore] string Id);
