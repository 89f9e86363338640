namespace ServerlessTuner.Core.Service.Models;

/// <summary>A version of a registered model. It never changes.</summary>
/// <param name="Number">Its number under its name, from 1.</param>
/// <param name="Digest">The SHA-256 of its kind, its file and its card: the same model is the same version.</param>
/// <param name="Model">The kind of model, as study files name it.</param>
/// <param name="File">The name of its file.</param>
/// <param name="Study">The name of the study that it comes from.</param>
/// <param name="Trial">The trial whose values it has.</param>
/// <param name="Program">The version of the program that trained it, or null where its card does not say.</param>
/// <param name="Metrics">The metrics of that trial, and those of the holdout as <c>holdout/sharpe</c>.</param>
/// <param name="Data">The SHA-256 of the bars it was trained on, by symbol.</param>
public sealed record ModelVersion(
    int Number,
    string Digest,
    string Model,
    string File,
    string Study,
    long Trial,
    string? Program,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, string> Data);
