using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>Writes a ranked trial as <c>[trial, score]</c>: a message may carry a thousand of them.</summary>
public sealed class RankedTrialConverter : JsonConverter<RankedTrial>
{
    /// <inheritdoc/>
    public override RankedTrial Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonRow.Begin(ref reader);
        long trial = JsonRow.Integer(ref reader);
        double score = JsonRow.Number(ref reader);
        JsonRow.End(ref reader);
        return new RankedTrial(trial, score);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RankedTrial value, JsonSerializerOptions options) => Write(writer, value);

    internal static void Write(Utf8JsonWriter writer, RankedTrial value)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Trial);
        JsonRow.Write(writer, value.Score);
        writer.WriteEndArray();
    }
}
