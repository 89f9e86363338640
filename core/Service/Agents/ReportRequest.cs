namespace ServerlessTuner.Core.Service.Agents;

/// <summary>A report of a step: metrics, or the one metric's value. Without any of them it renews the lease.</summary>
/// <param name="Step">The step, in ascending order.</param>
/// <param name="Metrics">The metrics by name; null for one that is no number.</param>
/// <param name="Value">The metric's value, where the study needs but one.</param>
/// <param name="Attempt">The attempt that came with the trial; a report of an earlier one is refused.</param>
public sealed record ReportRequest(int? Step, IReadOnlyDictionary<string, double?>? Metrics, double? Value, int? Attempt);
