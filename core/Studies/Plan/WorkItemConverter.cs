using System.Text.Json;
using System.Text.Json.Serialization;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Plan;

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
            "propose" => new ProposeTrials(
                item.GetProperty("first").GetInt64(),
                item.GetProperty("count").GetInt32(),
                item.TryGetProperty("refining", out JsonElement refining) ? refining.GetInt64() : null,
                [.. item.GetProperty("pending").EnumerateArray().Select(ReadTrial)]),
            "trial" => ReadTrial(item),
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
            case ProposeTrials propose:
                writer.WriteString("kind", "propose");
                writer.WriteNumber("first", propose.First);
                writer.WriteNumber("count", propose.Count);
                if (propose.Refining is long refining)
                    writer.WriteNumber("refining", refining);
                writer.WriteStartArray("pending");
                foreach (EvaluateTrial trial in propose.Pending)
                {
                    writer.WriteStartObject();
                    WriteTrial(writer, trial);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                break;
            case EvaluateTrial trial:
                writer.WriteString("kind", "trial");
                WriteTrial(writer, trial);
                break;
            default:
                throw new JsonException($"{value.GetType().Name} is no kind of work that can be sent.");
        }

        writer.WriteEndObject();
    }

    private static EvaluateTrial ReadTrial(JsonElement item) =>
        new(item.GetProperty("trial").GetInt64(), ParameterSet.FromJson(item.GetProperty("values")), item.GetProperty("known").GetInt64());

    private static void WriteTrial(Utf8JsonWriter writer, EvaluateTrial trial)
    {
        writer.WriteNumber("trial", trial.Trial);
        writer.WriteNumber("known", trial.Known);
        writer.WritePropertyName("values");
        trial.Values.WriteTo(writer);
    }
}
