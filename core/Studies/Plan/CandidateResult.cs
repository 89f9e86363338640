using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>The metrics of one candidate under one scenario.</summary>
/// <param name="Id">The id of the work item.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Metrics">All metrics, in the objective's order.</param>
/// <param name="Failure">Why it failed, or null.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record CandidateResult(
    string Id, double Seconds, IReadOnlyList<double> Metrics, string? Failure = null) : WorkResult(Id, Seconds);
