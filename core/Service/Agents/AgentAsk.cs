namespace ServerlessTuner.Core.Service.Agents;

/// <summary>What an agent asks for a trial with.</summary>
/// <param name="Lease">How long it may be silent.</param>
/// <param name="Agent">How it calls itself, or null.</param>
internal sealed record AgentAsk(TimeSpan Lease, string? Agent);
