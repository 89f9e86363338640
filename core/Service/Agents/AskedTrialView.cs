using System.Text.Json;

namespace ServerlessTuner.Core.Service.Agents;

/// <summary>A trial for an agent.</summary>
/// <param name="Study">The study's id.</param>
/// <param name="Trial">The trial's number.</param>
/// <param name="Attempt">How often it was given to an agent, this time included.</param>
/// <param name="Values">Its parameter values.</param>
/// <param name="Known">Trials with lower numbers have ended, and were known when it was proposed.</param>
/// <param name="Steps">The last step of a whole evaluation, or null where the study does not say.</param>
/// <param name="Metrics">The metrics that must be sent.</param>
/// <param name="Prunes">Whether a report may be answered with stop.</param>
/// <param name="LeaseSeconds">How long the agent may be silent.</param>
/// <param name="LeaseEnd">When the trial is given to another unless the agent reports.</param>
/// <param name="Program">The program of a W&amp;B sweep.</param>
/// <param name="Command">The command of a W&amp;B sweep, its macros as written.</param>
/// <param name="Links">Where to send what follows.</param>
public sealed record AskedTrialView(
    string Study,
    long Trial,
    int Attempt,
    JsonElement? Values,
    long Known,
    int? Steps,
    IReadOnlyList<string> Metrics,
    bool Prunes,
    double LeaseSeconds,
    DateTimeOffset LeaseEnd,
    string? Program,
    IReadOnlyList<string>? Command,
    AgentLinks Links);
