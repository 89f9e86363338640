using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>A trial of a finished study, as commands learn from it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Values">Its values.</param>
/// <param name="Score">Its score; NaN where it failed or was stopped.</param>
/// <param name="Metrics">The study's metrics under the first scenario, before the low-trade rule; NaN where there is none.</param>
public sealed record PastTrial(long Number, ParameterSet Values, double Score, IReadOnlyList<double> Metrics);
