using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>
/// How a study searches. There are two ways: <see cref="ChunkedMethod"/>, where all trials are known beforehand, and
/// <see cref="BatchedMethod"/>, where results decide what is tried next or whether anything is.
/// </summary>
public abstract class SearchMethod
{
    private protected SearchMethod(long? trials) => Trials = trials;

    /// <summary>How many trials there will be; null where only a rule such as a plateau ends the search.</summary>
    public long? Trials { get; }

    /// <summary>How many different trials there are, or null for no end: more cannot be added.</summary>
    public abstract long? Size { get; }

    /// <summary>Whether hosts choose how many trials make a piece of work; otherwise each trial is one.</summary>
    public abstract bool HasChunks { get; }

    /// <summary>The values of a trial.</summary>
    /// <param name="trial">The trial's number.</param>
    /// <param name="history">The trials that have ended.</param>
    public abstract ParameterSet ValuesOf(long trial, StudyHistory history);

    /// <summary>How many trials a host must know the results of before it can do a piece of work.</summary>
    public abstract long HistoryNeeded(WorkItem item);

    internal abstract ISearchPlan NewPlan(StudySpec spec, long? trials, int chunkSize, int capacity, StudyHistory? history);
}
