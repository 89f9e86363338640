using ServerlessTuner.Core.Model.Objectives;

namespace ServerlessTuner.Core.Learning.Policies;

/// <summary>A metric of a policy.</summary>
/// <param name="Definition">What it is.</param>
/// <param name="Of">Reads it.</param>
internal sealed record PolicyMetric(MetricDefinition Definition, Func<PolicyView, double> Of);
