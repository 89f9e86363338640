namespace ServerlessTuner.Cli.Running;

/// <summary>The results are written.</summary>
/// <param name="Folder">The output folder.</param>
/// <param name="Seconds">Wall time of this run.</param>
/// <param name="Trials">Trials that were evaluated.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Undefined">How many of them have no value to be ranked by.</param>
/// <param name="Remarks">What was assumed about the data.</param>
/// <param name="Ranking">The best, best first.</param>
internal sealed record FinishedEvent(
    string Folder,
    double Seconds,
    long Trials,
    long Failed,
    long Undefined,
    IReadOnlyList<EventRemark> Remarks,
    IReadOnlyList<EventTrial> Ranking) : ProgressEvent;
