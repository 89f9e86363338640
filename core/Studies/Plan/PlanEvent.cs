using System.Text.Json;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>Something that a user or a clock asked of a study, folded in like a result and kept in the same journal.</summary>
public abstract record PlanEvent
{
    /// <summary>Folds the event into a plan.</summary>
    public abstract void ApplyTo(StudyPlan plan);

    /// <summary>Writes the event as one JSON object with the member <c>event</c>.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        switch (this)
        {
            case ExtendSearch extend:
                writer.WriteString("event", "extend");
                writer.WriteNumber("trials", extend.Trials);
                break;
            case EndSearch end:
                writer.WriteString("event", "end");
                writer.WriteString("reason", end.Reason);
                break;
            case RerunTrials rerun:
                writer.WriteString("event", "rerun");
                writer.WriteStartArray("trials");
                foreach (long trial in rerun.Trials)
                    writer.WriteNumberValue(trial);
                writer.WriteEndArray();
                break;
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads an event, or returns null where the object is none.</summary>
    /// <exception cref="JsonException">It is an event of an unknown kind.</exception>
    public static PlanEvent? FromJson(JsonElement element) => !element.TryGetProperty("event", out JsonElement kind) ? null : kind.GetString() switch
    {
        "extend" => new ExtendSearch(element.GetProperty("trials").GetInt64()),
        "end" => new EndSearch(element.GetProperty("reason").GetString()!),
        "rerun" => new RerunTrials([.. element.GetProperty("trials").EnumerateArray().Select(trial => trial.GetInt64())]),
        var other => throw new JsonException($"'{other}' is no event of a study."),
    };
}
