using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>The result of one trial in a stage.</summary>
/// <param name="Trial">The trial's number.</param>
/// <param name="State">How it ended.</param>
/// <param name="Score">Its ranking score; of a trial that was stopped early the one after its last step, NaN where there is none.</param>
/// <param name="Values">Its values; inactive parameters are absent.</param>
/// <param name="Numbers">Its scores and metrics, as <see cref="RowSchema.Numbers"/> names them; NaN where there is none.</param>
/// <param name="Failure">Why it did not run to its end, or null.</param>
public sealed record TrialRow(
    long Trial, TrialOutcome State, double Score, ParameterSet Values, IReadOnlyList<double> Numbers, string? Failure);
