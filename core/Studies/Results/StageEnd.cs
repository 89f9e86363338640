using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;
using ServerlessTuner.Core.Studies.Reports.Pages;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>What follows the search in the results: nothing, or a second stage that confirms.</summary>
internal abstract class StageEnd
{
    /// <summary>The finalists of the second stage, best first; empty where there is none.</summary>
    public abstract IReadOnlyList<Finalist> Finalists { get; }

    /// <summary>The trials that the report speaks about, best first; there may be more than it shows.</summary>
    public abstract IEnumerable<long> Shown { get; }

    /// <summary>How many rows of the search are kept in memory.</summary>
    public abstract int RowsKept { get; }

    /// <summary>Whether rows of trials without a score are among them.</summary>
    public abstract bool KeepsUnscored { get; }

    /// <summary>The best trial of all; null where no trial has a score.</summary>
    public abstract RankedTrial? Best { get; }

    /// <summary>What follows the search of a study.</summary>
    public static StageEnd Of(StudyExecutor executor, StudyPlan plan, StudyHistory history) =>
        plan.Shape.Confirmation is { } confirmation
            ? new ConfirmedEnd(confirmation, executor, plan, history)
            : new SearchEnd(plan);

    /// <summary>Writes the files of the second stage.</summary>
    /// <param name="kept">The rows of the trials that went on to it.</param>
    /// <param name="artifacts">Gets the files.</param>
    /// <param name="page">Gets the rows for <c>report.html</c>; null where none is written.</param>
    /// <param name="cancellation">Ends the writing.</param>
    public abstract Task WriteAsync(RowBlock kept, IArtifactStore artifacts, PageCollector? page, CancellationToken cancellation);

    /// <summary>The trials that the report speaks about, with all it says of them.</summary>
    public abstract IReadOnlyList<Winner> Winners(WinnerFinder finder, FirstStage first);
}
