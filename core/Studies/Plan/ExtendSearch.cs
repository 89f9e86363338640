namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>Adds trials.</summary>
/// <param name="Trials">The new number of trials in all.</param>
public sealed record ExtendSearch(long Trials) : PlanEvent
{
    /// <inheritdoc/>
    public override void ApplyTo(StudyPlan plan) => plan.Extend(Trials);
}
