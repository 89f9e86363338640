namespace ServerlessTuner.Cli.Client;

/// <summary>A trial is no longer the agent's who works on it: its lease ended, it was ended, or its study was.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What the service said.</param>
internal sealed class TrialLostException(string message, Exception inner) : Exception(message, inner);
