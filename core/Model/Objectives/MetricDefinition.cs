using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Objectives;

/// <summary>A metric that an objective returns.</summary>
/// <param name="Name">The name, in snake_case.</param>
/// <param name="Goal">Which way is better where the study file does not say.</param>
/// <param name="Summary">Meaning and unit, one sentence.</param>
public sealed record MetricDefinition(string Name, Goal Goal, string Summary);
