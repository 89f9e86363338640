using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Execution;

/// <summary>Carries pieces of work between hosts: a short object with a <c>kind</c>. Serialize them as <see cref="WorkItem"/>.</summary>
public sealed class WorkItemConverter : JsonConverter<WorkItem>
{
    /// <inheritdoc/>
    public override WorkItem Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonElement item = JsonElement.ParseValue(ref reader);
        return item.GetProperty("kind").GetString() switch
        {
            "chunk" => new EvaluateChunk(item.GetProperty("first").GetInt64(), item.GetProperty("count").GetInt32()),
            "candidate" => new EvaluateCandidate(item.GetProperty("stage").GetInt32(), item.GetProperty("trial").GetInt64(), item.GetProperty("scenario").GetString()!),
            string kind => throw new JsonException($"'{kind}' is no kind of work."),
            null => throw new JsonException("The kind of work is null."),
        };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, WorkItem value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        switch (value)
        {
            case EvaluateChunk chunk:
                writer.WriteString("kind", "chunk");
                writer.WriteNumber("first", chunk.First);
                writer.WriteNumber("count", chunk.Count);
                break;
            case EvaluateCandidate candidate:
                writer.WriteString("kind", "candidate");
                writer.WriteNumber("stage", candidate.Stage);
                writer.WriteNumber("trial", candidate.Trial);
                writer.WriteString("scenario", candidate.Scenario);
                break;
            default:
                throw new JsonException($"{value.GetType().Name} is no kind of work that can be sent.");
        }

        writer.WriteEndObject();
    }
}

/// <summary>Carries results between hosts, in the form of the journal.</summary>
public sealed class WorkResultConverter : JsonConverter<WorkResult>
{
    /// <inheritdoc/>
    public override WorkResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        WorkResult.FromJson(JsonElement.ParseValue(ref reader));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, WorkResult value, JsonSerializerOptions options) => value.WriteTo(writer);
}
