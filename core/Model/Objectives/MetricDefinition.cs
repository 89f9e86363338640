using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Model.Objectives;

/// <summary>A metric that an objective returns.</summary>
/// <param name="Name">The name, in snake_case.</param>
/// <param name="Goal">Which way is better where the study file does not say.</param>
/// <param name="Summary">Meaning and unit, one sentence.</param>
public record MetricDefinition(string Name, Goal Goal, string Summary)
{
    /// <summary>
    /// What a trial must have for the metric to be defined, such as <c>needs at least 2 trades</c>; null where it always is.
    /// </summary>
    public virtual string? Needs => null;
}
