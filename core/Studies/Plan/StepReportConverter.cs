using System.Text.Json;
using System.Text.Json.Serialization;
using ServerlessTuner.Core.Search.Pruners;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>
/// Writes a report as <c>[step, value]</c>, and where the pruner has something to say or to remember as
/// <c>[step, value, prune, rungs, bracket, resource]</c>: a trial may make thousands of reports.
/// </summary>
public sealed class StepReportConverter : JsonConverter<StepReport>
{
    /// <inheritdoc/>
    public override StepReport Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonRow.Begin(ref reader);
        int step = (int)JsonRow.Integer(ref reader);
        double value = JsonRow.Number(ref reader);
        PruneDecision decision = PruneDecision.Continue;
        if (!JsonRow.IsLast(ref reader))
        {
            bool prune = reader.GetBoolean();
            int rungs = (int)JsonRow.Integer(ref reader), bracket = (int)JsonRow.Integer(ref reader);
            decision = new PruneDecision(
                prune, rungs, bracket, reader.Read() && reader.TokenType == JsonTokenType.Null ? null : reader.GetInt32());
            JsonRow.End(ref reader);
        }

        return new StepReport(step, value, decision);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, StepReport value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Step);
        JsonRow.Write(writer, value.Value);
        if (value.Decision != PruneDecision.Continue)
        {
            writer.WriteBooleanValue(value.Decision.Prune);
            writer.WriteNumberValue(value.Decision.Rungs);
            writer.WriteNumberValue(value.Decision.Bracket);
            if (value.Decision.Resource is int resource)
                writer.WriteNumberValue(resource);
            else
                writer.WriteNullValue();
        }

        writer.WriteEndArray();
    }
}
