using System.Text.Json;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Studies.Files.Keys;

/// <summary>A key that is a whole number.</summary>
/// <typeparam name="T">The spec.</typeparam>
/// <param name="Name">The key, in the file and in the JSON.</param>
/// <param name="Summary">Meaning, unit and default, for the editor.</param>
/// <param name="Get">The property; null to leave it out of the JSON.</param>
/// <param name="Set">The spec with another value.</param>
internal sealed record IntegerKey<T>(
    string Name, string Summary, Func<T, long?> Get, Func<T, long, T> Set) : Key<T>(Name, SettingKind.Integer, Summary)
    where T : class
{
    public override T Read(SectionReader section, T spec) => section.Integer(this) is long value ? Set(spec, value) : spec;

    public override void WriteTo(Utf8JsonWriter json, T spec)
    {
        if (Get(spec) is long value)
            json.WriteNumber(Name, value);
    }

    public override T FromJson(JsonElement json, T spec) =>
        json.TryGetProperty(Name, out JsonElement item) ? Set(spec, item.GetInt64()) : spec;
}
