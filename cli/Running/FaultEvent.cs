namespace ServerlessTuner.Cli.Running;

/// <summary>The run ended with a fault; what was finished before is kept, and the same command continues it.</summary>
/// <param name="Detail">What happened.</param>
internal sealed record FaultEvent(string Detail) : ProgressEvent;
