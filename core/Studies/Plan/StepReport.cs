using System.Text.Json.Serialization;
using ServerlessTuner.Core.Search.Pruners;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>What a trial reported at a step, and what the pruner said to it.</summary>
/// <param name="Step">The step, from 1.</param>
/// <param name="Value">The primary metric after the step, in the sense of its goal.</param>
/// <param name="Decision">The pruner's decision; <see cref="PruneDecision.Continue"/> where there is no pruner.</param>
[JsonConverter(typeof(StepReportConverter))]
public readonly record struct StepReport(int Step, double Value, PruneDecision Decision);
