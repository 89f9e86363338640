using System.Text.Json;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Studies.Files.Keys;

/// <summary>
/// A key of a study file that is one property of a spec. The file's reader, its messages, the JSON Schema and the study's own JSON follow
/// from it, so that a new one is a property and a line.
/// </summary>
/// <typeparam name="T">The spec.</typeparam>
/// <param name="Name">The key, in the file and in the JSON.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Summary">Meaning, unit and default, for the editor.</param>
internal abstract record Key<T>(string Name, SettingKind Kind, string Summary) : Setting(Name, Kind, Summary)
    where T : class
{
    /// <summary>The spec with what the file says; as it was where the file is silent or wrong.</summary>
    public abstract T Read(SectionReader section, T spec);

    /// <summary>Writes the property, unless it is null.</summary>
    public abstract void WriteTo(Utf8JsonWriter json, T spec);

    /// <summary>The spec with what <see cref="WriteTo"/> has written; as it was where that is missing.</summary>
    public abstract T FromJson(JsonElement json, T spec);
}
