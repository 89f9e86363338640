using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>
/// A search that proposes a batch of trials, evaluates them, and learns from all of them before it proposes the next. Trials are
/// applied by ascending number, whatever the order in which they end, so that the outcome depends on the study alone.
/// With <see cref="StudySpec.Async"/> each trial is proposed as soon as a slot is free, and applied when it ends.
/// </summary>
internal sealed class BatchedSearch : ISearchPlan
{
    private readonly StudySpec spec;
    private readonly StudyHistory? history;
    private readonly Queue<EvaluateTrial> ready = new();
    private readonly SortedDictionary<long, OpenTrial> open = [];
    private readonly HashSet<long> again = [];
    private readonly SearchTally tally;
    private readonly SearchCourse course;
    private readonly BatchTally told;
    private bool proposing;
    private int ended;
    private long next;

    /// <summary>Plans a search.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="trials">How many trials there will be over both phases, or null where only a rule ends the search.</param>
    /// <param name="capacity">How many of the best are to be known.</param>
    /// <param name="history">Is told of each trial that ends, in the order in which they are applied; null where the host keeps the history
    /// elsewhere.</param>
    public BatchedSearch(StudySpec spec, long? trials, int capacity, StudyHistory? history)
    {
        (this.spec, this.history) = (spec, history);
        tally = new SearchTally(spec, capacity);
        told = new BatchTally(spec);
        course = new SearchCourse(spec, trials, tally);
    }

    public long Total => course.Total;

    public long Done => tally.Done;

    public long Failed => tally.Failed;

    public long Undefined => tally.Undefined;

    public long Pruned => tally.Pruned;

    public SearchCounts Counts => new SearchCounts(tally.Done, tally.Failed, tally.Undefined, tally.Pruned).Plus(told.Counts);

    public (RankedTrial Trial, ParameterSet? Values)? Best =>
        told.BestWith(tally.Top is [var top, ..] && double.IsFinite(top.Score) ? top : null);

    public IReadOnlyList<RankedTrial> Top => tally.Top;

    public bool WasEnded => course.WasEnded;

    public bool IsFinished => course.IsOver && again.Count == 0;

    public string? EndReason => course.EndReason;

    public bool IsSerial => spec.Parallel == 1;

    public IEnumerable<EvaluateChunk> DoneChunks => [];

    public WorkItem? Next()
    {
        // What an earlier run brought in before it was killed stands in the journal, and in this queue.
        while (ready.TryDequeue(out EvaluateTrial? trial))
        {
            if (again.Contains(trial.Trial) || (open.TryGetValue(trial.Trial, out OpenTrial? entry) && entry.Result is null))
                return trial;
        }

        bool full = open.Count > 0 && !(spec.Async && open.Count < spec.Parallel);
        long left = course.Left(open.Count);
        if (proposing || again.Count > 0 || full || left <= 0)
            return null;
        proposing = true;
        int count = spec.Async ? 1 : (int)Math.Min(spec.Parallel, left);
        return new ProposeTrials(next, count, course.Refining, [.. open.Values.Select(entry => entry.Pending)]);
    }

    public void Apply(WorkResult result)
    {
        if (result is ProposalResult proposals)
            Open(proposals);
        else if (result is TrialResult trial)
            Close(trial);
    }

    // A batch is not left half done: what was proposed is given out again even when the search ends.
    public void Withdraw(WorkItem item)
    {
        if (item is ProposeTrials)
            proposing = false;
        else
            ready.Enqueue((EvaluateTrial)item);
    }

    public void Extend(long trials) => course.Extend(trials);

    public void End(string reason) => course.End(reason, idle: open.Count == 0);

    public bool HasReached(long trials) => Done >= trials;

    public IReadOnlyList<string> Rerun(IReadOnlyCollection<long> trials)
    {
        var taken = new List<string>();
        foreach (EndedTrial record in history?.Records ?? [])
        {
            if (record.Proposal.RepeatOf is not null || !trials.Contains(record.Trial))
                continue;
            var item = new EvaluateTrial(record.Trial, record.Proposal.Values, record.Trial);
            again.Add(record.Trial);
            ready.Enqueue(item);
            taken.Add(item.Id);
        }

        history?.Await(again);
        return taken;
    }

    // Between batches alone: within one, the state would have to hold proposals and results, too.
    public SearchState? Save() =>
        proposing || open.Count > 0 || again.Count > 0 ? null : tally.SaveTo(course.SaveTo(SearchState.Empty with { Next = next }));

    public void Restore(SearchState state)
    {
        next = state.Next;
        course.Restore(state);
        tally.Restore(state);
    }

    private void Open(ProposalResult proposals)
    {
        proposing = false;
        if (!course.TakesProposals)
            return;
        long first = next;
        foreach (Proposal proposal in proposals.Trials)
        {
            open[next] = new OpenTrial(proposal, new EvaluateTrial(next, proposal.Values, next), proposal.Reused);
            next++;
            if (proposal.Reused is not { } known)
            {
                ready.Enqueue(new EvaluateTrial(next - 1, proposal.Values, first));
                continue;
            }

            ended++;
            told.Add(proposal, known);
        }

        course.Note(proposals);
        ApplyEnded();
    }

    private void Close(TrialResult trial)
    {
        if (again.Remove(trial.Trial))
        {
            history?.Replace(trial);
            if (again.Count == 0)
                Recount();
            return;
        }

        if (!open.TryGetValue(trial.Trial, out OpenTrial? entry))
            return;
        if (spec.Async)
        {
            open.Remove(trial.Trial);
            if (trial.Outcome != TrialOutcome.Dropped)
                Apply(entry.Proposal, trial);
        }
        else
        {
            open[trial.Trial] = entry with { Result = trial };
            if (entry.Result is null)
            {
                ended++;
                told.Add(entry.Proposal, trial);
            }
        }

        ApplyEnded();
    }

    // Only when there is something to apply: with a thousand agents, a look at all that are open would cost more than all else.
    private void ApplyEnded()
    {
        if (ended > 0 && (spec.Async || ended == open.Count))
        {
            told.Clear();
            foreach ((long number, OpenTrial entry) in open.Where(entry => entry.Value.Result is not null).ToArray())
            {
                open.Remove(number);
                if (entry.Result!.Outcome != TrialOutcome.Dropped)
                    Apply(entry.Proposal, entry.Result);
            }

            ended = 0;
        }

        if (open.Count == 0)
            course.Judge(next);
    }

    private void Apply(Proposal proposal, TrialResult result)
    {
        history?.Add(new EndedTrial(proposal, result));
        tally.Add(result);
        course.Note(proposal, result.Trial);
    }

    // After a rerun in place: the counts, the ranking and the rules follow from the results as they are now.
    private void Recount()
    {
        tally.Recount(history!.Records);
        if (open.Count == 0)
            course.Reconsider(next);
    }
}
