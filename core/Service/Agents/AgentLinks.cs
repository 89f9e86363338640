namespace ServerlessTuner.Core.Service.Agents;

/// <summary>Where an agent sends what follows.</summary>
/// <param name="Reports">Its reports, with POST.</param>
/// <param name="Outcome">The outcome, with PUT.</param>
public sealed record AgentLinks(string Reports, string Outcome);
