namespace ServerlessTuner.Core.Service.Agents;

/// <summary>The outcome of a trial.</summary>
/// <param name="State">complete, pruned or failed; returned gives the trial back for another agent.</param>
/// <param name="Metrics">Of a complete trial: the metrics by name; null for one that is no number.</param>
/// <param name="Value">Of a complete trial: the metric's value, where the study needs but one.</param>
/// <param name="Reason">Of a failed trial: why.</param>
/// <param name="Attempt">The attempt that came with the trial; a trial of a later one is not given back.</param>
public sealed record TellRequest(string State, IReadOnlyDictionary<string, double?>? Metrics, double? Value, string? Reason, int? Attempt);
