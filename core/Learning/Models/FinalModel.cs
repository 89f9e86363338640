using ServerlessTuner.Core.Learning.Calibration;
using ServerlessTuner.Core.Learning.Features;
using ServerlessTuner.Core.Learning.Labels;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>The model of a trial, trained on all data but the holdout, with what is needed to use it.</summary>
/// <param name="Model">The model.</param>
/// <param name="Calibration">Its calibration, or null.</param>
/// <param name="Labels">What it was taught.</param>
/// <param name="Threshold">The probability from which on a signal is given.</param>
/// <param name="Features">What it sees: expressions over bars by name, in the model's order.</param>
public sealed record FinalModel(
    ITrainedModel Model,
    ICalibration? Calibration,
    LabelRules Labels,
    double Threshold,
    IReadOnlyList<FeatureDefinition> Features);
