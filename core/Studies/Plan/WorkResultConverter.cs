using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>Carries results between hosts, in the form of the journal.</summary>
public sealed class WorkResultConverter : JsonConverter<WorkResult>
{
    /// <inheritdoc/>
    public override WorkResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        WorkResult.FromJson(JsonElement.ParseValue(ref reader));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, WorkResult value, JsonSerializerOptions options) => value.WriteTo(writer);
}
