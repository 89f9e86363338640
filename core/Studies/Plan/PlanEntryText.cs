using System.Text.Json;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>
/// Writes entries as <see cref="PlanJson"/> does, byte by byte, but the kinds that every run of a grid writes without it: the code
/// behind generated JSON for several kinds is compiled at each start, which takes longer than a small study. A test holds the two equal.
/// </summary>
public static class PlanEntryText
{
    /// <summary>Writes an entry as one JSON object.</summary>
    public static void Write(Utf8JsonWriter writer, PlanEntry entry)
    {
        switch (entry)
        {
            case ChunkResult chunk:
                Begin(writer, "chunk", chunk);
                writer.WriteNumber("count", chunk.Count);
                writer.WriteNumber("failed", chunk.Failed);
                writer.WriteNumber("undefined", chunk.Undefined);
                writer.WriteStartArray("top");
                for (int i = 0; i < chunk.Top.Count; i++)
                    RankedTrialConverter.Write(writer, chunk.Top[i]);
                writer.WriteEndArray();
                writer.WriteEndObject();
                break;
            case CandidateResult candidate:
                Begin(writer, "candidate", candidate);
                End(writer, candidate);
                break;
            case CandidatesResult candidates:
                Begin(writer, "candidates", candidates);
                writer.WriteStartArray("results");
                for (int i = 0; i < candidates.Results.Count; i++)
                {
                    Begin(writer, null, candidates.Results[i]);
                    End(writer, candidates.Results[i]);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
                break;
            default:
                JsonSerializer.Serialize(writer, entry, PlanJson.Default.PlanEntry);
                break;
        }
    }

    private static void End(Utf8JsonWriter writer, CandidateResult candidate)
    {
        writer.WriteStartArray("metrics");
        for (int i = 0; i < candidate.Metrics.Count; i++)
            JsonRow.Write(writer, candidate.Metrics[i]);
        writer.WriteEndArray();
        if (candidate.Failure is not null)
            writer.WriteString("failure", candidate.Failure);
        writer.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter writer, string? kind, WorkResult result)
    {
        writer.WriteStartObject();
        if (kind is not null)
            writer.WriteString("kind", kind);
        writer.WriteString("id", result.Id);
        writer.WriteNumber("seconds", result.Seconds);
        if (result.Bytes is long bytes)
            writer.WriteNumber("bytes", bytes);
    }
}
