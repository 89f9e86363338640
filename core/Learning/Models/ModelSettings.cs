using ServerlessTuner.Core.Learning.Labels;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>The settings that every model has beside its own: how its probabilities become signals.</summary>
public static class ModelSettings
{
    /// <summary>The threshold.</summary>
    public static readonly Setting Threshold = Setting.Number(
        "threshold", 0.5, "Probability from which on a signal is given.", 0, 1) with
        {
            SuggestedLow = 0.4, SuggestedHigh = 0.7, Example = "0.55"
        };

    /// <summary>The calibration.</summary>
    public static readonly Setting Calibration = Setting.Choice(
        "calibration",
        "none",
        "How probabilities are calibrated, on a tail of the training data that the model does not see: none, isotonic or platt.",
        "none",
        "isotonic",
        "platt");

    /// <summary>The settings of a model: its own, those of all models and those of labels.</summary>
    public static IReadOnlyList<Setting> Of(IReadOnlyList<Setting> own) => [.. own, Threshold, Calibration, .. LabelSettings.All];
}
