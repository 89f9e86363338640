using System.Text.Json;

namespace ServerlessTuner.Core.Service.Agents;

/// <summary>What an agent asks for a trial with; an empty body will do.</summary>
/// <param name="LeaseSeconds">How long the agent may be silent before the trial is given to another; 900 by default.</param>
public sealed record AskRequest(double? LeaseSeconds);

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

/// <summary>Where an agent sends what follows.</summary>
/// <param name="Reports">Its reports, with POST.</param>
/// <param name="Outcome">The outcome, with PUT.</param>
public sealed record AgentLinks(string Reports, string Outcome);

/// <summary>A report of a step: metrics, or the one metric's value.</summary>
/// <param name="Step">The step, in ascending order.</param>
/// <param name="Metrics">The metrics by name; null for one that is no number.</param>
/// <param name="Value">The metric's value, where the study needs but one.</param>
/// <param name="Attempt">The attempt that came with the trial; a report of an earlier one is refused.</param>
public sealed record ReportRequest(int Step, IReadOnlyDictionary<string, double?>? Metrics, double? Value, int? Attempt);

/// <summary>What the pruner says to a report.</summary>
/// <param name="Trial">The trial's number.</param>
/// <param name="Step">The step.</param>
/// <param name="Stop">Whether to stop the trial and tell it as pruned.</param>
/// <param name="Value">The metric that ranks, or null where it is no number.</param>
public sealed record ReportView(long Trial, int Step, bool Stop, double? Value);

/// <summary>The outcome of a trial.</summary>
/// <param name="State">How it ended.</param>
/// <param name="Metrics">Of a complete trial: the metrics by name; null for one that is no number.</param>
/// <param name="Value">Of a complete trial: the metric's value, where the study needs but one.</param>
/// <param name="Reason">Of a failed trial: why.</param>
public sealed record TellRequest(TrialState State, IReadOnlyDictionary<string, double?>? Metrics, double? Value, string? Reason);

/// <summary>An outcome as it stands on record.</summary>
/// <param name="Trial">The trial's number.</param>
/// <param name="State">How it ended; failed, too, where a metric is no number.</param>
/// <param name="Score">The metric that ranks, or null.</param>
/// <param name="Failure">Why it failed, or null.</param>
public sealed record OutcomeView(long Trial, TrialState State, double? Score, string? Failure);
