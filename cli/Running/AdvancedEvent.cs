namespace ServerlessTuner.Cli.Running;

/// <summary>Where a stage stands.</summary>
/// <param name="Stage">The stage, from 1.</param>
/// <param name="Done">Pieces that are done: trials in the first stage, evaluations later.</param>
/// <param name="Total">Pieces in all, or null where that is not known.</param>
/// <param name="ElapsedSeconds">Time in this stage.</param>
/// <param name="EtaSeconds">How long the rest takes at this rate, or null.</param>
/// <param name="PerSecond">Pieces per second.</param>
/// <param name="Best">The best trial so far, or null.</param>
internal sealed record AdvancedEvent(
    int Stage, long Done, long? Total, double ElapsedSeconds, double? EtaSeconds, double PerSecond, EventTrial? Best) : ProgressEvent
{
    /// <summary>The event of a view.</summary>
    public static AdvancedEvent Of(StageView view, EventTrial? best) => new(
        view.Stage,
        view.Done,
        view.Total > 0 ? view.Total : null,
        Math.Round(view.Elapsed.TotalSeconds, 3),
        view.Eta is { } eta ? Math.Round(eta.TotalSeconds, 3) : null,
        Math.Round(view.Rate, 3),
        best);
}
