using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search;

/// <summary>A trial that has ended, as samplers see it.</summary>
/// <param name="Number">The trial's number.</param>
/// <param name="Values">Its values; members and order are those of the search space.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Losses">One loss per objective, smaller is better (<see cref="GoalExtensions.ToLoss"/>); empty unless complete.</param>
/// <param name="Steps">Intermediate losses of the first objective by ascending step; empty where none were reported.</param>
public sealed record FinishedTrial(
    long Number, ParameterSet Values, TrialOutcome Outcome, IReadOnlyList<double> Losses, IReadOnlyList<StepLoss> Steps)
{
    /// <summary>A complete trial with one objective.</summary>
    public FinishedTrial(long number, ParameterSet values, double loss)
        : this(number, values, double.IsFinite(loss) ? TrialOutcome.Complete : TrialOutcome.Failed, [loss], [])
    {
    }
}
