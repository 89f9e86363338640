namespace ServerlessTuner.Core.Learning.Models;

/// <summary>Where a model comes from.</summary>
/// <param name="Study">The name of the study.</param>
/// <param name="Trial">The number of the trial whose values the model has.</param>
/// <param name="Program">The version of the program.</param>
/// <param name="Metrics">
/// The metrics of the trial, by name under the first scenario of the study, and with the scenario as in <c>val/sharpe_C</c> under those of
/// its last stage.
/// </param>
public sealed record ModelSource(string Study, long Trial, string Program, IReadOnlyDictionary<string, double> Metrics);
