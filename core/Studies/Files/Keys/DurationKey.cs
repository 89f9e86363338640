using System.Text.Json;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Studies.Files.Keys;

/// <summary>A key that is a length of time; in the JSON a number of ticks.</summary>
/// <typeparam name="T">The spec.</typeparam>
/// <param name="Name">The key, in the file and in the JSON.</param>
/// <param name="Summary">Meaning, unit and default, for the editor.</param>
/// <param name="Get">The property; null to leave it out of the JSON.</param>
/// <param name="Set">The spec with another value.</param>
internal sealed record DurationKey<T>(
    string Name, string Summary, Func<T, TimeSpan?> Get, Func<T, TimeSpan, T> Set) : Key<T>(Name, SettingKind.Duration, Summary)
    where T : class
{
    public override T Read(SectionReader section, T spec) => section.Duration(this) is TimeSpan value ? Set(spec, value) : spec;

    public override void WriteTo(Utf8JsonWriter json, T spec)
    {
        if (Get(spec) is TimeSpan value)
            json.WriteNumber(Name + "_ticks", value.Ticks);
    }

    public override T FromJson(JsonElement json, T spec) =>
        json.TryGetProperty(Name + "_ticks", out JsonElement item) ? Set(spec, TimeSpan.FromTicks(item.GetInt64())) : spec;
}
