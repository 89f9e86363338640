namespace ServerlessTuner.Core.Service.Agents;

/// <summary>An outcome as it was sent.</summary>
/// <param name="State">How the trial ended.</param>
/// <param name="Metrics">The metrics in the order of the result files; empty unless complete.</param>
/// <param name="Reason">Why it failed; empty unless it did.</param>
internal sealed record AgentOutcome(TrialState State, double[] Metrics, string Reason)
{
    /// <summary>Whether the agent gives the trial back instead, for another to evaluate.</summary>
    public bool IsReturned { get; init; }

    /// <summary>To which giving of the trial it belongs, where the agent says so.</summary>
    public int? Attempt { get; init; }
}
