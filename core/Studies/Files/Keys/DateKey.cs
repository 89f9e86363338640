using System.Text.Json;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Files.Keys;

/// <summary>A key that is a date.</summary>
/// <typeparam name="T">The spec.</typeparam>
/// <param name="Name">The key, in the file and in the JSON.</param>
/// <param name="Summary">Meaning, unit and default, for the editor.</param>
/// <param name="Get">The property; null to leave it out of the JSON.</param>
/// <param name="Set">The spec with another value.</param>
internal sealed record DateKey<T>(
    string Name, string Summary, Func<T, DateTime?> Get, Func<T, DateTime, T> Set) : Key<T>(Name, SettingKind.Date, Summary)
    where T : class
{
    public override T Read(SectionReader section, T spec) => section.Date(this) is DateTime value ? Set(spec, value) : spec;

    public override void WriteTo(Utf8JsonWriter json, T spec)
    {
        if (Get(spec) is DateTime value)
            json.WriteString(Name, Moments.Format(value));
    }

    public override T FromJson(JsonElement json, T spec) =>
        json.TryGetProperty(Name, out JsonElement item) ? Set(spec, Moments.Parse(item.GetString()!)) : spec;
}
