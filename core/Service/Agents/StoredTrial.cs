namespace ServerlessTuner.Core.Service.Agents;

/// <summary>A record as it was read.</summary>
/// <param name="Trial">The record.</param>
/// <param name="Version">Changes with every change of the record.</param>
public sealed record StoredTrial(AgentTrial Trial, string Version);
