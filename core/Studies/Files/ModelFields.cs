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
            static form => form.MapOf(static item => item.Types("string", "number"))),
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

    public static readonly Section LabelSection = new("labels", LabelSettings.All);

    public static readonly Section ValidationSection = new("validation", ValidationSettings.All);
}
