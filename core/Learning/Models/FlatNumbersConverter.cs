using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Learning.Models;

/// <summary>Writes lists of numbers on one line each: thousands of lines with a number would hide the rest of a card.</summary>
internal sealed class FlatNumbersConverter : JsonConverter<IReadOnlyDictionary<string, double[]>>
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double[]> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        try
        {
            return document.RootElement.EnumerateObject().ToDictionary(
                member => member.Name,
                member => member.Value.EnumerateArray().Select(number => number.GetDouble()).ToArray(),
                StringComparer.Ordinal);
        }
        catch (InvalidOperationException fault)
        {
            throw new JsonException(fault.Message, fault);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, double[]> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach ((string name, double[] numbers) in value)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(
                $"[{string.Join(", ", numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)))}]",
                skipInputValidation: true);
        }

        writer.WriteEndObject();
    }
}
