using System.Text.Json.Serialization;
using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Learning.Labels;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>Everything beside the model itself that is needed to use it, and where it comes from: <c>model_card.json</c>.</summary>
/// <param name="Format">The version of this format.</param>
/// <param name="Study">The name of the study.</param>
/// <param name="Trial">The trial whose values it has.</param>
/// <param name="Model">The model's name, as study files have it.</param>
/// <param name="File">The file with the model; the original library reads it.</param>
/// <param name="Symbols">The symbols it was trained on.</param>
/// <param name="Observations">How many observations it was trained on.</param>
/// <param name="Features">What it sees, in its order.</param>
/// <param name="Labels">What it was taught.</param>
/// <param name="Threshold">The probability from which on a signal is given.</param>
/// <param name="Importance">How much each feature matters, the largest first: its share of all gain.</param>
/// <param name="Calibration">How its probabilities are calibrated; null for not at all.</param>
/// <param name="Holdout">The metrics of its trades on the data that no trial saw; null where none was held out.</param>
/// <param name="Program">The version of the program that trained it.</param>
/// <param name="Values">The values of the trial.</param>
/// <param name="Metrics">The metrics of the trial, as <see cref="ModelSource.Metrics"/> has them.</param>
/// <param name="Data">The bars it was trained on, by symbol.</param>
/// <param name="Bins">By feature where its bins end; null where a model has none.</param>
public sealed record ModelCard(
    int Format,
    string Study,
    long Trial,
    string Model,
    string File,
    IReadOnlyList<string> Symbols,
    int Observations,
    IReadOnlyList<FeatureDefinition> Features,
    LabelRules Labels,
    double Threshold,
    IReadOnlyDictionary<string, double> Importance,
    CalibrationCard? Calibration = null,
    IReadOnlyDictionary<string, double>? Holdout = null,
    string? Program = null,
    ParameterSet? Values = null,
    IReadOnlyDictionary<string, double>? Metrics = null,
    IReadOnlyDictionary<string, DataVersion>? Data = null,
    [property: JsonConverter(typeof(FlatNumbersConverter))] IReadOnlyDictionary<string, double[]>? Bins = null)
{
    /// <summary>The version that is written and read.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The file's name.</summary>
    public const string FileName = "model_card.json";
}
