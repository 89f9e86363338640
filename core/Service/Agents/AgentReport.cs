namespace ServerlessTuner.Core.Service.Agents;

/// <summary>A report as it was sent.</summary>
/// <param name="Step">The step, or null where the agent only says that it is still at work.</param>
/// <param name="Metrics">The metrics in the order of the result files.</param>
/// <param name="Attempt">To which giving of the trial it belongs, where the agent says so.</param>
internal sealed record AgentReport(int? Step, double[] Metrics, int? Attempt);
