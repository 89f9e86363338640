namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>Starts no further trials; the study goes on with what it has.</summary>
/// <param name="Reason">Why, one sentence.</param>
public sealed record EndSearch(string Reason) : PlanEvent
{
    /// <inheritdoc/>
    public override void ApplyTo(StudyPlan plan) => plan.EndSearch(Reason);
}
