using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>Evaluate one trial under all scenarios of the first stage, and stop it early where the pruner says so.</summary>
/// <param name="Trial">The trial's number.</param>
/// <param name="Values">Its values.</param>
/// <param name="Known">Trials with lower numbers have ended, and are what the pruner compares with.</param>
public sealed record EvaluateTrial(long Trial, ParameterSet Values, long Known) : WorkItem($"trial-{Trial:D12}");
