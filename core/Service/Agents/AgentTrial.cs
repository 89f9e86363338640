using System.Text.Json;
using System.Text.Json.Serialization;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Service.Agents;

/// <summary>
/// A trial that agents evaluate, from the offer to the outcome: a small record that each call replaces as a whole. Its methods decide
/// what follows from a call; they know no clock and no store.
/// </summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record AgentTrial
{
    /// <summary>The piece of work that is offered.</summary>
    public required EvaluateTrial Item { get; init; }

    /// <summary>How often it was given to an agent.</summary>
    public int Attempt { get; init; }

    /// <summary>How often an agent gave it back unharmed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Returned { get; init; }

    /// <summary>How often it was given to an agent that did not give it back.</summary>
    [JsonIgnore]
    public int Lost => Attempt - Returned;

    /// <summary>How the agent calls itself that has it or had it last, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Agent { get; init; }

    /// <summary>When it was last given to an agent, or null.</summary>
    public DateTimeOffset? Asked { get; init; }

    /// <summary>How long that agent may be silent.</summary>
    public TimeSpan Lease { get; init; }

    /// <summary>From when on it is given to the next who asks; null where nobody has it.</summary>
    public DateTimeOffset? LeaseEnd { get; init; }

    /// <summary>
    /// What an agent reported so far, by ascending step, with the pruner's decisions: the one who has the trial, or, until that one has
    /// reported, the one who had it before and may still tell the outcome. Empty once it has ended.
    /// </summary>
    public IReadOnlyList<StepReport> Steps { get; init; } = [];

    /// <summary>To which attempt <see cref="Steps"/> belong.</summary>
    public int Reported { get; init; }

    /// <summary>What the agent who has the trial reported so far.</summary>
    [JsonIgnore]
    public IReadOnlyList<StepReport> OwnSteps => Reported == Attempt ? Steps : [];

    /// <summary>The metrics of the last report; empty before the first.</summary>
    public IReadOnlyList<double> Metrics { get; init; } = [];

    /// <summary>How it ended, or null while it is open.</summary>
    public TrialResult? Result { get; init; }

    /// <summary>The trial's number.</summary>
    [JsonIgnore]
    public long Trial => Item.Trial;

    /// <summary>Whether its outcome is still to be told.</summary>
    [JsonIgnore]
    public bool IsOpen => Result is null;

    /// <summary>Whether the next agent who asks may have it: nobody has it, or the agent who had it fell silent.</summary>
    /// <remarks>A clock that went back makes a lease seem longer than any is; such a one is over.</remarks>
    public bool IsFree(DateTimeOffset now) => IsOpen && !(LeaseEnd > now && LeaseEnd - now <= 2 * Lease);

    /// <summary>Gives it to an agent, who starts from nothing.</summary>
    public AgentTrial Give(DateTimeOffset now, TimeSpan lease, string? agent = null) =>
        this with { Attempt = Attempt + 1, Agent = agent, Asked = now, Lease = lease, LeaseEnd = now + lease };

    /// <summary>The agent who has it is still at work on it.</summary>
    public AgentTrial Renew(DateTimeOffset now) => this with { LeaseEnd = now + Lease };

    /// <summary>The agent who has it does without: the next who asks gets it.</summary>
    public AgentTrial Return() => this with { Returned = Returned + 1, LeaseEnd = null };

    /// <summary>Adds a report of the agent who has it, which renews the lease.</summary>
    public AgentTrial Add(DateTimeOffset now, StepReport report, IReadOnlyList<double> metrics) =>
        this with { LeaseEnd = now + Lease, Steps = [.. OwnSteps, report], Reported = Attempt, Metrics = metrics };

    /// <summary>Ends it, with the reports in the result. It took as long as the last agent had it.</summary>
    public AgentTrial End(DateTimeOffset now, TrialResult result) =>
        this with
        {
            LeaseEnd = null,
            Steps = [],
            Metrics = [],
            Result = result with { Seconds = Asked is { } asked && now > asked ? (now - asked).TotalSeconds : 0 }
        };

    /// <summary>The record as UTF-8 JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, AgentTrialJson.Default.AgentTrial);

    /// <summary>Reads a record back.</summary>
    /// <exception cref="JsonException">The text is no such record.</exception>
    public static AgentTrial FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, AgentTrialJson.Default.AgentTrial) ?? throw new JsonException("The record of a trial is null.");
}
