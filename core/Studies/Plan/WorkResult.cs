using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>What a finished piece of work left: small, bounded, and written to the journal as one line.</summary>
/// <param name="Id">The id of the work item.</param>
/// <param name="Seconds">How long it took on its host.</param>
[JsonConverter(typeof(WorkResultConverter))]
public abstract record WorkResult(string Id, double Seconds)
{
    /// <summary>Writes the result as one JSON object.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", Id);
        writer.WriteNumber("seconds", Seconds);
        if (this is ChunkResult chunk)
        {
            writer.WriteNumber("count", chunk.Count);
            writer.WriteNumber("failed", chunk.Failed);
            writer.WriteStartArray("top");
            foreach (RankedTrial ranked in chunk.Top)
            {
                writer.WriteNumberValue(ranked.Trial);
                WriteDouble(writer, ranked.Score);
            }

            writer.WriteEndArray();
        }
        else if (this is CandidateResult candidate)
        {
            if (candidate.Failure is not null)
                writer.WriteString("failure", candidate.Failure);
            WriteDoubles(writer, "metrics", candidate.Metrics);
        }
        else if (this is TrialResult trial)
        {
            trial.WriteMembers(writer);
        }
        else if (this is ProposalResult proposals)
        {
            proposals.WriteMembers(writer);
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads a result back.</summary>
    /// <exception cref="JsonException">The element is no result.</exception>
    public static WorkResult FromJson(JsonElement element)
    {
        string id = element.GetProperty("id").GetString()!;
        double seconds = element.GetProperty("seconds").GetDouble();
        if (element.TryGetProperty("proposals", out JsonElement proposals))
            return new ProposalResult(id, seconds, [.. proposals.EnumerateArray().Select(Proposal.FromJson)]);
        if (element.TryGetProperty("outcome", out _))
            return TrialResult.FromJson(id, seconds, element);
        if (element.TryGetProperty("metrics", out JsonElement metrics))
        {
            string? failure = element.TryGetProperty("failure", out JsonElement reason) ? reason.GetString() : null;
            return new CandidateResult(id, seconds, ReadDoubles(metrics), failure);
        }

        double[] top = [.. element.GetProperty("top").EnumerateArray().Select(ReadDouble)];
        var ranked = new RankedTrial[top.Length / 2];
        for (int i = 0; i < ranked.Length; i++)
            ranked[i] = new RankedTrial((long)top[2 * i], top[(2 * i) + 1]);
        return new ChunkResult(id, seconds, element.GetProperty("count").GetInt32(), element.GetProperty("failed").GetInt32(), ranked);
    }

    // JSON has no NaN and no infinities.
    internal static void WriteDouble(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(value.ToString("R"));
    }

    internal static double ReadDouble(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? double.Parse(element.GetString()!) : element.GetDouble();

    public static void WriteDoubles(Utf8JsonWriter writer, string name, IReadOnlyList<double> values)
    {
        writer.WriteStartArray(name);
        foreach (double value in values)
            WriteDouble(writer, value);
        writer.WriteEndArray();
    }

    public static double[] ReadDoubles(JsonElement element) => [.. element.EnumerateArray().Select(ReadDouble)];
}
