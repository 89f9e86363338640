using System.Text.Json;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>A proposed trial.</summary>
/// <param name="Values">Its values.</param>
/// <param name="Enqueued">Whether the study file asked for it, rather than the sampler.</param>
/// <param name="RepeatOf">The earlier trial with the same values whose result it takes over, or null.</param>
/// <param name="Reused">That result under this trial's number, where it is a repeat.</param>
public sealed record Proposal(ParameterSet Values, bool Enqueued = false, long? RepeatOf = null, TrialResult? Reused = null)
{
    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("values");
        Values.WriteTo(writer);
        if (Enqueued)
            writer.WriteBoolean("enqueued", true);
        if (RepeatOf is long original)
        {
            writer.WriteNumber("repeat_of", original);
            writer.WritePropertyName("reused");
            Reused!.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    internal static Proposal FromJson(JsonElement element) => new(
        ParameterSet.FromJson(element.GetProperty("values")),
        element.TryGetProperty("enqueued", out _),
        element.TryGetProperty("repeat_of", out JsonElement original) ? original.GetInt64() : null,
        element.TryGetProperty("reused", out JsonElement reused) ? (TrialResult)WorkResult.FromJson(reused) : null);
}
