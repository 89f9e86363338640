using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>A trial and its score.</summary>
/// <param name="Trial">The trial's number.</param>
/// <param name="Score">Its score as reported; NaN where it failed.</param>
[JsonConverter(typeof(RankedTrialConverter))]
public sealed record RankedTrial(long Trial, double Score);
