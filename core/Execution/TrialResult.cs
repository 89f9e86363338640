using System.Text.Json;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Pruners;

namespace ServerlessTuner.Core.Execution;

/// <summary>What a trial reported at a step, and what the pruner said to it.</summary>
/// <param name="Step">The step, from 1.</param>
/// <param name="Value">The primary metric after the step, in the sense of its goal.</param>
/// <param name="Decision">The pruner's decision; <see cref="PruneDecision.Continue"/> where there is no pruner.</param>
public readonly record struct StepReport(int Step, double Value, PruneDecision Decision);

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

    internal static void WriteSteps(Utf8JsonWriter writer, IReadOnlyList<StepReport> steps)
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

    internal static IReadOnlyList<StepReport> ReadSteps(JsonElement element)
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

/// <summary>The next trials; fewer than wanted where the space is used up.</summary>
/// <param name="Id">The id of the work item.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Trials">The trials, in the order of their numbers.</param>
public sealed record ProposalResult(string Id, double Seconds, IReadOnlyList<Proposal> Trials) : WorkResult(Id, Seconds)
{
    internal void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("proposals");
        foreach (Proposal proposal in Trials)
            proposal.WriteTo(writer);
        writer.WriteEndArray();
    }
}
