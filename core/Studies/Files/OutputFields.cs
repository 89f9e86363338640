using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>The keys of outputs.</summary>
internal static class OutputFields
{
    public static readonly Field Directory = new("directory", SettingKind.Text, "The output folder. Default: one named after the study.");

    public static readonly Field PerSymbol = new(
        "per_symbol", SettingKind.Boolean, "Whether result files have columns per symbol. Default: true.");

    public static readonly Section OutputSection = new("outputs", [Directory, PerSymbol]);
}
