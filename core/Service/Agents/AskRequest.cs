namespace ServerlessTuner.Core.Service.Agents;

/// <summary>What an agent asks for a trial with; an empty body will do.</summary>
/// <param name="LeaseSeconds">How long the agent may be silent before the trial is given to another; 900 by default.</param>
public sealed record AskRequest(double? LeaseSeconds);
