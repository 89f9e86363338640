using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;
using ServerlessTuner.Core.Studies.Reports.Pages;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>Nothing follows the search.</summary>
internal sealed class SearchEnd(StudyPlan plan) : StageEnd
{
    /// <inheritdoc/>
    public override IReadOnlyList<Finalist> Finalists => [];

    /// <inheritdoc/>
    public override IEnumerable<long> Shown => plan.Top.Select(ranked => ranked.Trial);

    /// <inheritdoc/>
    public override int RowsKept => WinnerFinder.Most;

    /// <inheritdoc/>
    public override bool KeepsUnscored => false;

    /// <inheritdoc/>
    public override RankedTrial? Best => plan.Top is [var best, ..] && !double.IsNaN(best.Score) ? best : null;

    /// <inheritdoc/>
    public override Task WriteAsync(RowBlock kept, IArtifactStore artifacts, PageCollector? page, CancellationToken cancellation) =>
        Task.CompletedTask;

    /// <inheritdoc/>
    public override IReadOnlyList<Winner> Winners(WinnerFinder finder, FirstStage first) => finder.OfSearch(first);
}
