using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>A metric that an objective returns.</summary>
/// <param name="Name">The name, in snake_case.</param>
/// <param name="Goal">Which way is better where the study file does not say.</param>
/// <param name="Description">Meaning and unit, one sentence.</param>
public sealed record MetricDefinition(string Name, Goal Goal, string Description);
