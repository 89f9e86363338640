namespace ServerlessTuner.Cli.Running;

/// <summary>Where a stage stands.</summary>
/// <param name="Stage">The stage, from 1.</param>
/// <param name="Done">Pieces that are done: trials in the first stage, evaluations later.</param>
/// <param name="Total">Pieces in all, or null where that is not known.</param>
/// <param name="Failed">Trials of the first stage that failed.</param>
/// <param name="Undefined">Trials of the first stage that have no value to be ranked by.</param>
/// <param name="Pruned">Trials of the first stage that a pruner stopped.</param>
/// <param name="ElapsedSeconds">Time in this stage.</param>
/// <param name="EtaSeconds">How long the rest takes at this rate, or null.</param>
/// <param name="PerSecond">Pieces per second.</param>
/// <param name="Best">The best trial so far, or null.</param>
internal sealed record AdvancedEvent(
    int Stage,
    long Done,
    long? Total,
    long Failed,
    long Undefined,
    long Pruned,
    double ElapsedSeconds,
    double? EtaSeconds,
    double PerSecond,
    EventTrial? Best) : ProgressEvent
{
    /// <summary>The event of a view.</summary>
    public static AdvancedEvent Of(StageView view, EventTrial? best) => new(
        view.Stage,
        view.Done,
        view.Total > 0 ? view.Total : null,
        view.Counts.Failed,
        view.Counts.Undefined,
        view.Counts.Pruned,
        Math.Round(view.Elapsed.TotalSeconds, 3),
        view.Eta is { } eta ? Math.Round(eta.TotalSeconds, 3) : null,
        Math.Round(view.Rate, 3),
        best);
}
