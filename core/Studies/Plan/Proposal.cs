using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>A proposed trial.</summary>
/// <param name="Values">Its values.</param>
/// <param name="Enqueued">Whether the study file asked for it, rather than the sampler.</param>
/// <param name="RepeatOf">The earlier trial with the same values whose result it takes over, or null.</param>
/// <param name="Reused">That result under this trial's number, where it is a repeat.</param>
public sealed record Proposal(ParameterSet Values, bool Enqueued = false, long? RepeatOf = null, TrialResult? Reused = null);
