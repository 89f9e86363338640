namespace ServerlessTuner.Core.Service.Agents;

/// <summary>What the pruner says to a report.</summary>
/// <param name="Trial">The trial's number.</param>
/// <param name="Step">The step.</param>
/// <param name="Stop">Whether to stop the trial and tell it as pruned.</param>
/// <param name="Value">The metric that ranks, or null where it is no number.</param>
public sealed record ReportView(long Trial, int? Step, bool Stop, double? Value);
