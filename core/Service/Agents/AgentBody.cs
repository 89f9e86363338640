using System.Text;
using System.Text.Json;
using ServerlessTuner.Core.Model.Problems;
using InputPlace = ServerlessTuner.Core.Model.Problems.Place;

namespace ServerlessTuner.Core.Service.Agents;

/// <summary>Reads the bodies of the calls for agents, and names every fault with its field, value and remedy.</summary>
internal sealed partial class AgentBody
{
    // Enough for the end of a stack trace, little enough for a cell of a table.
    private const int LongestReason = 2000;
    private const int LongestName = 100;

    private readonly List<InputProblem> problems = [];
    private readonly JsonElement root;

    private AgentBody(JsonElement root, string[] members)
    {
        this.root = root;
        foreach (JsonProperty member in root.EnumerateObject())
        {
            if (!members.Contains(member.Name))
                problems.Add(
                    new InputProblem(
                        InputPlace.Field(member.Name), $"{member.Name} is no member of this body.", $"Use {string.Join(", ", members)}."));
        }
    }

    /// <summary>Who asks for a trial, and for how long the agent may be silent.</summary>
    public static AgentAsk ReadAsk(byte[] body)
    {
        AgentBody reader = Open(body.Length == 0 ? "{}"u8.ToArray() : body, "lease_seconds", "agent");
        double seconds = AgentDesk.UsualLease.TotalSeconds;
        if (reader.Find("lease_seconds") is { } lease
            && !(
                lease.ValueKind == JsonValueKind.Number
                    && (seconds = lease.GetDouble()) >= 1
                    && seconds <= AgentDesk.LongestLease.TotalSeconds))
            reader.Reject(
                "lease_seconds",
                lease,
                $"a number from 1 to {AgentDesk.LongestLease.TotalSeconds}",
                "Write how long you may be silent, such as 900.");
        string? agent = null;
        JsonElement? name = reader.Find("agent");
        if (name is { ValueKind: JsonValueKind.String })
            agent = name.Value.GetString()!.Trim();
        if (name is { } given && agent is null or { Length: 0 or > LongestName })
            reader.Reject(
                "agent",
                given,
                $"text of 1 to {LongestName} characters",
                "Write how you call yourself, such as \"gpu-2:4711\", or leave it out.");
        reader.Check();
        return new AgentAsk(TimeSpan.FromSeconds(seconds), agent);
    }

    /// <summary>A report.</summary>
    public static AgentReport ReadReport(byte[] body, AgentRules rules)
    {
        AgentBody reader = Open(body, "step", "metrics", "value", "attempt");
        bool alive = !Array.Exists(["step", "metrics", "value"], name => reader.Find(name) is not null);
        int step = 0;
        int most = rules.Objective.Steps ?? int.MaxValue;
        if (alive)
            step = -1;
        else if (reader.Find("step") is not { } given)
            reader.Miss("step", "Write the step that the trial has finished, such as 1.");
        else if (!(given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out step) && step >= 0 && step <= most))
            reader.Reject(
                "step",
                given,
                rules.Objective.Steps is null ? "a whole number, 0 or more" : $"a whole number from 0 to {most}, the objective's last step",
                "Count the steps from 1.");
        double[] metrics = alive ? [] : reader.ReadMetrics(rules);
        int? attempt = reader.ReadAttempt();
        reader.Check();
        return new AgentReport(alive ? null : step, metrics, attempt);
    }

    /// <summary>An outcome.</summary>
    public static AgentOutcome ReadOutcome(byte[] body, AgentRules rules)
    {
        AgentBody reader = Open(body, "state", "metrics", "value", "reason", "attempt");
        JsonElement? state = reader.Find("state");
        string text = state is { ValueKind: JsonValueKind.String } word ? word.GetString()! : string.Empty;
        var outcome = new AgentOutcome(TrialState.Pruned, [], string.Empty);
        if (text == "complete")
        {
            outcome = outcome with { State = TrialState.Complete, Metrics = reader.ReadMetrics(rules) };
        }
        else if (text == "failed")
        {
            if (reader.Find("reason") is { ValueKind: JsonValueKind.String } reason && reason.GetString()!.Trim() is { Length: > 0 } why)
                outcome = outcome with
                {
                    State = TrialState.Failed, Reason = why.Length <= LongestReason ? why : "…" + why[^LongestReason..]
                };
            else
                reader.Miss("reason", "Say why the trial failed, such as \"out of memory\".");
        }
        else if (state is null)
        {
            reader.Miss("state", "Write complete, pruned or failed.");
        }
        else if (text == "returned")
        {
            outcome = outcome with { IsReturned = true, Attempt = reader.ReadAttempt() };
        }
        else if (text != "pruned")
        {
            reader.Reject(
                "state", state.Value, "complete, pruned, failed or returned", "Write complete with metrics, or failed with a reason.");
        }

        reader.Check();
        return outcome;
    }

    private static AgentBody Open(byte[] body, params string[] members)
    {
        try
        {
            using JsonDocument document = LenientJson.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return new AgentBody(document.RootElement.Clone(), members);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidInputException(
                InputPlace.Field("body"), "The body holds text that is not UTF-8, or half of a surrogate "
                    + "pair.", "Send UTF-8, and cut texts between characters.");
        }
        catch (JsonException fault)
        {
            throw new InvalidInputException(
                InputPlace.Field("body"),
                $"The body is no JSON: {fault.Message}",
                $"Send an object with {string.Join(", ", members)}; JSON has no NaN, so write null for it.");
        }

        throw new InvalidInputException(
            InputPlace.Field("body"), "The body is no JSON object.", $"Send one with {string.Join(", ", members)}.");
    }

    private int? ReadAttempt()
    {
        if (Find("attempt") is not { } number)
            return null;
        if (number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out int attempt) && attempt >= 1)
            return attempt;
        Reject("attempt", number, "a whole number, 1 or more", "Send back the attempt that came with the trial, or leave it out.");
        return null;
    }

    private JsonElement? Find(string name) => root.TryGetProperty(name, out JsonElement value) ? value : null;

    // The metrics in the order of the result files; NaN for null and for those that need not be sent.
    private double[] ReadMetrics(AgentRules rules)
    {
        double[] row = new double[rules.Metrics.Count];
        Array.Fill(row, double.NaN);
        string needed = string.Join(", ", rules.Required);
        if (Find("value") is { } value)
        {
            if (Find("metrics") is not null)
                problems.Add(new InputProblem(InputPlace.Field("value"), "value stands beside metrics.", "Send one of them."));
            else if (rules.Required is not [var only])
                problems.Add(
                    new InputProblem(
                        InputPlace.Field("value"),
                        "value",
                        value.GetRawText(),
                        $"value is {value.GetRawText()}, but this study needs {rules.Required.Count} metrics.",
                        $"Send metrics with {needed}."));
            else
                row[Place(rules, only)] = ReadNumber("value", value);
            return row;
        }

        if (Find("metrics") is not { ValueKind: JsonValueKind.Object } metrics)
        {
            Miss("metrics", $"Send an object with {needed}.");
            return row;
        }

        foreach (JsonProperty metric in metrics.EnumerateObject())
        {
            // What the study did not ask for may be sent as well: agents log more than is optimised.
            if (Place(rules, metric.Name) is var place and >= 0)
                row[place] = ReadNumber($"metrics.{metric.Name}", metric.Value);
        }

        string[] sent = [.. metrics.EnumerateObject().Select(metric => metric.Name)];
        foreach (string name in rules.Required.Where(name => !metrics.TryGetProperty(name, out _)))
            MissMetric(name, needed, sent, rules.Metrics);
        return row;
    }

    private static int Place(AgentRules rules, string name)
    {
        for (int i = 0; i < rules.Metrics.Count; i++)
        {
            if (rules.Metrics[i] == name)
                return i;
        }

        return -1;
    }
}
