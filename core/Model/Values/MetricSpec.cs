namespace ServerlessTuner.Core.Model.Values;

/// <summary>Something to optimise.</summary>
/// <param name="Name">The name in reports, such as <c>sharpe</c> or <c>val/loss</c>.</param>
/// <param name="Expression">What is computed from the objective's metrics; often just a metric's name.</param>
/// <param name="Goal">Which way is better.</param>
/// <param name="Target">A value that, once reached, ends the study; null for none.</param>
public sealed record MetricSpec(string Name, string Expression, Goal Goal, double? Target = null);
