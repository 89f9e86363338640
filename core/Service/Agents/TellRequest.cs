namespace ServerlessTuner.Core.Service.Agents;

/// <summary>The outcome of a trial.</summary>
/// <param name="State">How it ended.</param>
/// <param name="Metrics">Of a complete trial: the metrics by name; null for one that is no number.</param>
/// <param name="Value">Of a complete trial: the metric's value, where the study needs but one.</param>
/// <param name="Reason">Of a failed trial: why.</param>
public sealed record TellRequest(TrialState State, IReadOnlyDictionary<string, double?>? Metrics, double? Value, string? Reason);
