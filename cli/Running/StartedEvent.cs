namespace ServerlessTuner.Cli.Running;

/// <summary>The run starts.</summary>
/// <param name="Study">The study's name.</param>
/// <param name="Stages">How many stages it has.</param>
/// <param name="Trials">How many trials it searches; 0 where only a rule ends it.</param>
/// <param name="ResumedPieces">How many pieces of work an earlier run had finished.</param>
internal sealed record StartedEvent(string Study, int Stages, long Trials, int ResumedPieces) : ProgressEvent;
