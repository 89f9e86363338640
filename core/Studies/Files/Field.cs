using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Studies.Files.Schema;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>One key of a study file: a setting, and the form that its value has in the JSON Schema.</summary>
/// <param name="Name">The key.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Summary">Meaning, unit and default, for the editor.</param>
internal sealed record Field(string Name, SettingKind Kind, string Summary) : Setting(Name, Kind, Summary)
{
    /// <summary>
    /// Writes the form of a value that is not plain, such as a list of stages; null where kind, bounds and choices say all.
    /// </summary>
    public Action<SchemaWriter>? Form { get; init; }
}
