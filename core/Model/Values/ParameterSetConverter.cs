using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Model.Values;

/// <summary>Writes a set as one JSON object, a member per parameter, wherever it stands in a larger document.</summary>
public sealed class ParameterSetConverter : JsonConverter<ParameterSet>
{
    /// <inheritdoc/>
    public override ParameterSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("An object of parameters and their values was expected here.");
        return ParameterSet.FromJson(JsonElement.ParseValue(ref reader));
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ParameterSet value, JsonSerializerOptions options) => value.WriteTo(writer);
}
