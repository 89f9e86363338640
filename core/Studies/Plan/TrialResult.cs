using System.Text.Json.Serialization;
using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>How a trial of a search in batches ended.</summary>
/// <param name="Id">The id of the work item.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Trial">The trial's number.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Scores">One value per metric of the study, in the sense of its goal. Of a pruned trial those after its last step; NaN where
/// it failed.</param>
/// <param name="Metrics">The objective's metrics, scenario by scenario; of a pruned trial those of the first scenario after its last
/// step.</param>
/// <param name="Steps">What it reported on the way; empty where the objective has one step.</param>
/// <param name="Failure">Why it failed, or null.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record TrialResult(
    string Id,
    double Seconds,
    long Trial,
    [property: JsonConverter(typeof(JsonStringEnumConverter<TrialOutcome>))] TrialOutcome Outcome,
    IReadOnlyList<double> Scores,
    IReadOnlyList<double> Metrics,
    IReadOnlyList<StepReport> Steps,
    string? Failure = null) : WorkResult(Id, Seconds);
