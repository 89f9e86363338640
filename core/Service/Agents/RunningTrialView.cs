using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Service.Agents;

/// <summary>A trial that an agent has now.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="Attempt">How often it was given to an agent.</param>
/// <param name="Agent">How the agent calls itself, or null.</param>
/// <param name="Since">When the agent was given it.</param>
/// <param name="LeaseEnd">When it is given to another unless the agent reports.</param>
/// <param name="Step">The last step that the agent reported, or null.</param>
/// <param name="Value">The value reported there, or null where it is no number.</param>
public sealed record RunningTrialView(
    long Trial, int Attempt, string? Agent, DateTimeOffset Since, DateTimeOffset LeaseEnd, int? Step, double? Value)
{
    /// <summary>Shows a trial that was given to an agent.</summary>
    internal static RunningTrialView Of(AgentTrial trial)
    {
        StepReport? last = trial.OwnSteps.Count > 0 ? trial.OwnSteps[^1] : null;
        return new RunningTrialView(
            trial.Trial,
            trial.Attempt,
            trial.Agent,
            trial.Asked!.Value,
            trial.LeaseEnd!.Value,
            last?.Step,
            last is { } report && double.IsFinite(report.Value) ? report.Value : null);
    }
}
