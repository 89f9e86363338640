using System.Text.Json;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Studies.Files.Keys;

/// <summary>A key that is true or false.</summary>
/// <typeparam name="T">The spec.</typeparam>
/// <param name="Name">The key, in the file and in the JSON.</param>
/// <param name="Summary">Meaning, unit and default, for the editor.</param>
/// <param name="Get">The property; null to leave it out of the JSON.</param>
/// <param name="Set">The spec with another value.</param>
internal sealed record BooleanKey<T>(
    string Name, string Summary, Func<T, bool?> Get, Func<T, bool, T> Set) : Key<T>(Name, SettingKind.Boolean, Summary)
    where T : class
{
    public override T Read(SectionReader section, T spec) => section.Boolean(this) is bool value ? Set(spec, value) : spec;

    public override void WriteTo(Utf8JsonWriter json, T spec)
    {
        if (Get(spec) is bool value)
            json.WriteBoolean(Name, value);
    }

    public override T FromJson(JsonElement json, T spec) =>
        json.TryGetProperty(Name, out JsonElement item) ? Set(spec, item.GetBoolean()) : spec;
}
