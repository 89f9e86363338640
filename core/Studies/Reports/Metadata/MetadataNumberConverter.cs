using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Reports.Metadata;

/// <summary>Writes a <see cref="MetadataNumber"/> as a JSON number.</summary>
internal sealed class MetadataNumberConverter : JsonConverter<MetadataNumber>
{
    /// <inheritdoc/>
    public override MetadataNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Metadata is written and never read.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, MetadataNumber value, JsonSerializerOptions options)
    {
        if (value.Whole is long whole)
            writer.WriteNumberValue(whole);
        else
            writer.WriteNumberValue(value.Number);
    }
}
