using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>A trial of a saved ranking.</summary>
/// <param name="Trial">The trial and its score.</param>
/// <param name="Losses">One loss per metric in a study with several; otherwise empty.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record SavedRank(RankedTrial Trial, IReadOnlyList<double> Losses);
