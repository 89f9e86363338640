using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>
/// All trials are known beforehand and nothing can end the search early: they may be evaluated anywhere and in any order.
/// </summary>
/// <param name="source">All trials by number.</param>
/// <param name="trials">How many of them there will be.</param>
public sealed class ChunkedMethod(ITrialSource source, long? trials) : SearchMethod(trials)
{
    /// <summary>All trials by number.</summary>
    public ITrialSource Source => source;

    /// <inheritdoc/>
    public override long? Size => source.Count;

    /// <inheritdoc/>
    public override bool HasChunks => true;

    /// <inheritdoc/>
    public override ParameterSet ValuesOf(long trial, StudyHistory history) => source.At(trial);

    /// <inheritdoc/>
    public override long HistoryNeeded(WorkItem item) => 0;

    internal override ISearchPlan NewPlan(StudySpec spec, long? trials, int chunkSize, int capacity, StudyHistory? history) =>
        new ChunkedSearch(spec.Metrics[0].Goal, trials ?? throw new ArgumentNullException(nameof(trials)), chunkSize, capacity);
}
