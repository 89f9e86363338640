namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>Runs trials again in place.</summary>
/// <param name="Trials">Their numbers.</param>
public sealed record RerunTrials(IReadOnlyList<long> Trials) : PlanEvent
{
    /// <inheritdoc/>
    public override void ApplyTo(StudyPlan plan) => plan.Rerun([.. Trials]);
}
