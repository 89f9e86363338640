using System.Text.Json;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Pruners;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>How a trial of a search in batches ended.</summary>
/// <param name="Id">The id of the work item.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Trial">The trial's number.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Scores">One value per metric of the study, in the sense of its goal. Of a pruned trial those after its last step; NaN where it failed.</param>
/// <param name="Metrics">The objective's metrics, scenario by scenario; of a pruned trial those of the first scenario after its last step.</param>
/// <param name="Steps">What it reported on the way; empty where the objective has one step.</param>
/// <param name="Failure">Why it failed, or null.</param>
public sealed record TrialResult(
    string Id,
    double Seconds,
    long Trial,
    TrialOutcome Outcome,
    IReadOnlyList<double> Scores,
    IReadOnlyList<double> Metrics,
    IReadOnlyList<StepReport> Steps,
    string? Failure) : WorkResult(Id, Seconds)
{
    internal void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteNumber("trial", Trial);
        writer.WriteString("outcome", Outcome.ToString());
        WriteDoubles(writer, "scores", Scores);
        WriteDoubles(writer, "metrics", Metrics);
        WriteSteps(writer, Steps);
        if (Failure is not null)
            writer.WriteString("failure", Failure);
    }

    public static void WriteSteps(Utf8JsonWriter writer, IReadOnlyList<StepReport> steps)
    {
        if (steps.Count == 0)
            return;
        writer.WriteStartArray("steps");
        foreach (StepReport step in steps)
        {
            writer.WriteNumberValue(step.Step);
            WriteDouble(writer, step.Value);
            WriteDecision(writer, step.Decision);
        }

        writer.WriteEndArray();
    }

    public static IReadOnlyList<StepReport> ReadSteps(JsonElement element)
    {
        var steps = new List<StepReport>();
        if (element.TryGetProperty("steps", out JsonElement list))
        {
            JsonElement[] flat = [.. list.EnumerateArray()];
            for (int i = 0; i < flat.Length; i += 3)
                steps.Add(new StepReport(flat[i].GetInt32(), ReadDouble(flat[i + 1]), ReadDecision(flat[i + 2])));
        }

        return steps;
    }

    internal static TrialResult FromJson(string id, double seconds, JsonElement element)
    {
        return new TrialResult(
            id,
            seconds,
            element.GetProperty("trial").GetInt64(),
            Enum.Parse<TrialOutcome>(element.GetProperty("outcome").GetString()!),
            ReadDoubles(element.GetProperty("scores")),
            ReadDoubles(element.GetProperty("metrics")),
            ReadSteps(element),
            element.TryGetProperty("failure", out JsonElement reason) ? reason.GetString() : null);
    }

    // Nearly always "go on, nothing to remember", so that is one character.
    private static void WriteDecision(Utf8JsonWriter writer, PruneDecision decision)
    {
        if (decision == PruneDecision.Continue)
        {
            writer.WriteNumberValue(0);
            return;
        }

        writer.WriteStartArray();
        writer.WriteBooleanValue(decision.Prune);
        writer.WriteNumberValue(decision.Rungs);
        writer.WriteNumberValue(decision.Bracket);
        if (decision.Resource is int resource)
            writer.WriteNumberValue(resource);
        writer.WriteEndArray();
    }

    private static PruneDecision ReadDecision(JsonElement element) => element.ValueKind == JsonValueKind.Array
        ? new PruneDecision(element[0].GetBoolean(), element[1].GetInt32(), element[2].GetInt32(), element.GetArrayLength() > 3 ? element[3].GetInt32() : null)
        : PruneDecision.Continue;
}
