using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>The first stage of a study: which trials to evaluate, and which were best.</summary>
internal interface ISearchPlan
{
    /// <summary>How many trials there will be in all, as far as is known; 0 where it is not.</summary>
    long Total { get; }

    /// <summary>How many trials have ended.</summary>
    long Done { get; }

    /// <summary>How many of them failed.</summary>
    long Failed { get; }

    /// <summary>How many ran to their end, but have no value to be ranked by.</summary>
    long Undefined { get; }

    /// <summary>How many a pruner stopped.</summary>
    long Pruned { get; }

    /// <summary>The same counts with the trials of a batch that is not applied yet.</summary>
    SearchCounts Counts { get; }

    /// <summary>
    /// The best trial known, one of a batch that is not applied yet too, and then with its values, which no history has; null before
    /// there is one. With several metrics, none of such a batch.
    /// </summary>
    (RankedTrial Trial, ParameterSet? Values)? Best { get; }

    /// <summary>The best trials known, best first, as many as the plan was told to keep.</summary>
    IReadOnlyList<RankedTrial> Top { get; }

    /// <summary>Whether all trials have ended.</summary>
    bool IsFinished { get; }

    /// <summary>Why it ended before its budget was used up, one sentence, or null.</summary>
    string? EndReason { get; }

    /// <summary>Whether it was ended from outside, by a user or a clock, and pieces that nobody has are not worth waiting for.</summary>
    bool WasEnded { get; }

    /// <summary>Whether only one piece of work can run at a time.</summary>
    bool IsSerial { get; }

    /// <summary>The chunks that are done, in the order of their trials; empty where trials are evaluated one by one.</summary>
    IEnumerable<EvaluateChunk> DoneChunks { get; }

    /// <summary>The next piece of work, or null when none may start now.</summary>
    WorkItem? Next();

    /// <summary>Applies a result that was not applied before.</summary>
    void Apply(WorkResult result);

    /// <summary>Takes back a piece of work that was given out and will not be done now.</summary>
    void Withdraw(WorkItem item);

    /// <summary>Raises the number of trials to a new total.</summary>
    void Extend(long trials);

    /// <summary>Starts no further trials; what runs may end.</summary>
    void End(string reason);

    /// <summary>Makes trials run again; gives the pieces of work whose results no longer count.</summary>
    IReadOnlyList<string> Rerun(IReadOnlyCollection<long> trials);

    /// <summary>
    /// Whether so many trials have ended that one which wants no more can leave off here; false where the order of trials is free.
    /// </summary>
    bool HasReached(long trials);

    /// <summary>What must be known to go on elsewhere from here, or null where that is not possible now.</summary>
    SearchState? Save();

    /// <summary>Takes over what <see cref="Save"/> gave.</summary>
    void Restore(SearchState state);
}
