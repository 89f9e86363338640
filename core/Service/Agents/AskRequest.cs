namespace ServerlessTuner.Core.Service.Agents;

/// <summary>What an agent asks for a trial with; an empty body will do.</summary>
/// <param name="LeaseSeconds">How long the agent may be silent before the trial is given to another; 900 by default.</param>
/// <param name="Agent">How the agent calls itself, for those who look who has which trial: a host and a process, for example.</param>
public sealed record AskRequest(double? LeaseSeconds, string? Agent);
