using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>
/// How far a search in batches may go: its budget, its one or two phases, and whether it is over and why. It judges after trials were
/// applied, never within a batch.
/// </summary>
internal sealed class SearchCourse
{
    private readonly StudySpec spec;
    private readonly SearchTally tally;
    private long? budget;
    private bool exhausted;

    /// <summary>Begins a search.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="trials">How many trials there will be over both phases, or null where only a rule ends the search.</param>
    /// <param name="tally">What the ended trials add up to.</param>
    public SearchCourse(StudySpec spec, long? trials, SearchTally tally)
    {
        (this.spec, this.tally) = (spec, tally);
        budget = trials is long all && spec.Refine is RefineSpec refine ? all - (refine.Trials ?? (all / 2)) : trials;
        Total = trials ?? 0;
    }

    /// <summary>Trials in all, as planned; 0 where that is not known.</summary>
    public long Total { get; private set; }

    /// <summary>Trials that were evaluated; repeats cost nothing.</summary>
    public long Used { get; private set; }

    /// <summary>The first trial of the second phase, or null in the first.</summary>
    public long? Refining { get; private set; }

    /// <summary>Whether it was ended from outside.</summary>
    public bool WasEnded { get; private set; }

    /// <summary>Whether it is over: no batch will follow.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Why it ended before its budget was used up, one sentence, or null.</summary>
    public string? EndReason { get; private set; }

    /// <summary>Whether proposals that arrive now are evaluated.</summary>
    public bool TakesProposals => !WasEnded && !IsOver;

    /// <summary>How many further trials may be asked for.</summary>
    /// <param name="open">How many run now. They count, too, or slots that free up one by one would run past the budget.</param>
    public long Left(int open) => IsOver || exhausted || EndReason is not null ? 0 : (budget ?? long.MaxValue) - Used - open;

    /// <summary>Notes that proposals arrived: fewer than were asked for mean that the space is used up.</summary>
    public void Note(ProposalResult proposals) =>
        exhausted = proposals.Trials.Count == 0
            || (!spec.Async && proposals.Trials.Count < Math.Min(spec.Parallel, (budget ?? long.MaxValue) - Used));

    /// <summary>
    /// Notes that a trial was applied. The first trial at which a rule holds ends the search; what was already running counts, and
    /// changes no reason.
    /// </summary>
    public void Note(Proposal proposal, long trial)
    {
        if (proposal.RepeatOf is null)
            Used++;
        if (EndReason is null && tally.Reason is StopReason reason)
            EndReason = tally.Describe(reason, trial);
    }

    /// <summary>Ends the phase or the search where it is time; call it when no trial is open.</summary>
    /// <param name="next">The number of the next trial.</param>
    public void Judge(long next)
    {
        if (IsOver || !(exhausted || Used >= budget || EndReason is not null))
            return;
        bool forGood = WasEnded
            || spec.Refine is null
            || Refining is not null
            || !tally.HasBest
            || tally.Reason is StopReason.Target or StopReason.Failures;
        if (forGood)
        {
            IsOver = true;
            EndReason ??= exhausted && Used < budget ? Used == 1
                ? "The only trial of the search space was evaluated."
                : $"All {Used} different trials of the search space were evaluated." : null;
            return;
        }

        // Coarse is done; what it left of its budget is not handed on.
        long extra = spec.Refine!.Trials ?? (Total > 0 ? Total - (budget ?? Total) : next);
        (Refining, budget, exhausted, EndReason) = (next, Used + extra, false, null);
        tally.BeginPhase();
    }

    /// <summary>Raises the number of trials to a new total.</summary>
    public void Extend(long trials)
    {
        (Total, budget) = (trials, Used + Math.Max(0, trials - tally.Done));
        (WasEnded, IsOver, exhausted, EndReason) = (false, false, false, null);
        tally.BeginPhase();
    }

    /// <summary>Ends the search from outside.</summary>
    /// <param name="reason">Why, one sentence.</param>
    /// <param name="idle">Whether no trial is open, so that it is over at once.</param>
    public void End(string reason, bool idle)
    {
        WasEnded = true;
        EndReason ??= reason;
        IsOver |= idle;
    }

    /// <summary>Lets a search go on that failures had ended, where they are mended now.</summary>
    public void Reconsider(long next)
    {
        if (!IsOver || WasEnded || exhausted || tally.Reason is not null)
            return;
        (IsOver, EndReason) = (false, null);
        Judge(next);
    }

    /// <summary>Adds what <see cref="Restore"/> takes over.</summary>
    public SearchState SaveTo(SearchState state) =>
        state with
        {
            Total = Total, Used = Used, Budget = budget, Refining = Refining, WasEnded = WasEnded, IsOver = IsOver, EndReason = EndReason
        };

    /// <summary>Takes over a saved state.</summary>
    public void Restore(SearchState state)
    {
        (Total, Used, budget, Refining) = (state.Total, state.Used, state.Budget, state.Refining);
        (WasEnded, IsOver, EndReason) = (state.WasEnded, state.IsOver, state.EndReason);
    }
}
