using ServerlessTuner.Core.Learning.Labels;
using ServerlessTuner.Core.Learning.Validation;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>The keys of models that are trained.</summary>
internal static class ModelFields
{
    public static readonly Field Model = new(
        "model",
        SettingKind.Custom,
        "The model to train: its name, or a mapping with name and settings that are the same for all trials.")
    {
        Example = "xgboost",
        Form = static schema => schema.Components(schema.Catalog.Models),
    };

    public static readonly Field Features = new(
        "features",
        SettingKind.Custom,
        "What a model sees: default, or expressions over bars, as a list or by name. Default: the list that 'tuner features' shows.")
    {
        Example = "{momentum: \"close / close[12] - 1\"}",
        Form = static schema => schema.AnyOf(
            static form => form.Types("string"),
            static form => form.ListOf(static form => form.Types("string"), least: 1),
            static form => form.MapOf(
                static item => item.AnyOf(
                    static plain => plain.Types("string", "number"), static rich => rich.Reference(FeatureSection!)))),
    };

    public static readonly Field Labels = new(
        "labels", SettingKind.Section, "What a model learns: settings of the triple barrier that are the same for all trials.")
    {
        Form = static schema => schema.Reference(LabelSection!),
    };

    public static readonly Field Validation = new(
        "validation", SettingKind.Section, "How data are held out: method, cv_folds, test_folds, embargo_frac, holdout.")
    {
        Form = static schema => schema.Reference(ValidationSection!),
    };

    public static readonly Field Meta = new(
        "meta",
        SettingKind.Custom,
        "A strategy whose signals alone are labelled: its name, or a mapping with strategy and its settings. It gives the side, and the "
            + "model "
            + "decides which signals to take.")
    {
        Example = "{strategy: ma_cross, fast: 10, slow: 50}",
        Form = static schema => schema.Components(schema.Catalog.Strategies, "strategy"),
    };

    public static readonly Section LabelSection = new("labels", [.. LabelSettings.All, Meta]);

    public static readonly Field Expression = new("expression", SettingKind.Text, "The expression over bars.");

    public static readonly Field Categorical = new(
        "categorical", SettingKind.Boolean, "Whether its values, cut to whole numbers from 0, are names and no quantities. Default: "
            + "false.");

    public static readonly Field MonotoneConstraint = new(
        "monotone_constraint",
        SettingKind.Integer,
        "1 where the probability may only rise with the feature, -1 where it may only fall, 0 for free. Default: 0.") { Min = -1, Max = 1 };

    public static readonly Section FeatureSection = new("feature", [Expression, Categorical, MonotoneConstraint], Expression);

    public static readonly Section ValidationSection = new("validation", ValidationSettings.All);
}
