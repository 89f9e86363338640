using System.Text.Json;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Studies.Files.Keys;

/// <summary>A key that is a whole number of 32 bits.</summary>
/// <typeparam name="T">The spec.</typeparam>
/// <param name="Name">The key, in the file and in the JSON.</param>
/// <param name="Summary">Meaning, unit and default, for the editor.</param>
/// <param name="Get">The property; null to leave it out of the JSON.</param>
/// <param name="Set">The spec with another value.</param>
internal sealed record CountKey<T>(
    string Name, string Summary, Func<T, int?> Get, Func<T, int, T> Set) : Key<T>(Name, SettingKind.Integer, Summary)
    where T : class
{
    public override T Read(SectionReader section, T spec) => section.Count(this) is int value ? Set(spec, value) : spec;

    public override void WriteTo(Utf8JsonWriter json, T spec)
    {
        if (Get(spec) is int value)
            json.WriteNumber(Name, value);
    }

    public override T FromJson(JsonElement json, T spec) =>
        json.TryGetProperty(Name, out JsonElement item) ? Set(spec, item.GetInt32()) : spec;
}
