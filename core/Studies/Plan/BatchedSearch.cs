using System.Text.Json;
using ServerlessTuner.Core.Search;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>
/// A search that proposes a batch of trials, evaluates them, and learns from all of them before it proposes the next. Trials are
/// folded in by ascending number, whatever the order in which they end, so that the outcome depends on the study alone.
/// With <see cref="StudySpec.Async"/> each trial is proposed as soon as a slot is free, and folded in when it ends.
/// </summary>
internal sealed class BatchedSearch : ISearchPlan
{
    private readonly StudySpec spec;
    private readonly StudyHistory? history;
    private readonly Queue<EvaluateTrial> ready = new();
    private readonly SortedDictionary<long, (Proposal Proposal, TrialResult? Result)> batch = [];
    private readonly HashSet<long> again = [];
    private readonly SearchRanking ranking;
    private StopRules rules = StopRules.Start;
    private ProposeTrials? asked;
    private bool exhausted;
    private bool ended;
    private bool stopped;
    private long next;
    private long used;
    private long? budget;
    private long? refining;

    /// <summary>Plans a search.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="trials">How many trials there will be over both phases, or null where only a rule ends the search.</param>
    /// <param name="capacity">How many of the best are to be known.</param>
    /// <param name="history">Is told of each trial that ends, in the order of folding; null where the host keeps the history elsewhere.</param>
    public BatchedSearch(StudySpec spec, long? trials, int capacity, StudyHistory? history)
    {
        (this.spec, this.history) = (spec, history);
        ranking = new SearchRanking(spec, capacity);
        budget = trials is long all && spec.Refine is RefineSpec refine ? all - (refine.Trials ?? (all / 2)) : trials;
        Total = trials ?? 0;
    }

    public long Total { get; private set; }

    public long Done { get; private set; }

    public long Failed { get; private set; }

    public long Pruned { get; private set; }

    public IReadOnlyList<RankedTrial> Top => ranking.Top;

    /// <summary>Whether no trial has been proposed that has not ended: the search can go on elsewhere from here.</summary>
    public bool IsBetweenBatches => asked is null && batch.Count == 0 && again.Count == 0;

    /// <summary>Whether it was ended from outside.</summary>
    public bool WasEnded => ended;

    public bool IsFinished => stopped && again.Count == 0;

    public string? EndReason { get; private set; }

    public WorkItem? Next()
    {
        // What an earlier run brought in before it was killed stands in the journal, and in this queue.
        while (ready.TryDequeue(out EvaluateTrial? trial))
        {
            if (again.Contains(trial.Trial) || (batch.TryGetValue(trial.Trial, out (Proposal Proposal, TrialResult? Result) entry) && entry.Result is null))
                return trial;
        }

        if (stopped || exhausted || EndReason is not null || asked is not null || again.Count > 0 || (batch.Count > 0 && !(spec.Async && batch.Count < spec.Parallel)))
            return null;
        // What runs and is no repeat counts, too, or slots that free up one by one would run past the budget.
        long left = (budget ?? long.MaxValue) - used - batch.Count;
        if (left <= 0)
            return null;
        IReadOnlyList<EvaluateTrial> pending = [.. batch.Select(entry => new EvaluateTrial(entry.Key, entry.Value.Proposal.Values, entry.Key))];
        return asked = new ProposeTrials(next, spec.Async ? 1 : (int)Math.Min(spec.Parallel, left), refining, pending);
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
            asked = null;
        else
            ready.Enqueue((EvaluateTrial)item);
    }

    public void Extend(long trials)
    {
        (Total, budget) = (trials, used + Math.Max(0, trials - Done));
        (ended, stopped, exhausted, EndReason) = (false, false, false, null);
        // A plateau or failures that ended the search before would end it again at once. A target that was reached stays reached.
        rules = rules with { SinceBest = 0, FailuresInRow = 0 };
    }

    public void End(string reason)
    {
        ended = true;
        EndReason ??= reason;
        if (batch.Count == 0 && !stopped)
            Stop(EndReason);
    }

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

    /// <summary>Writes what the search must know to go on elsewhere. Only between batches.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteNumber("next", next);
        writer.WriteNumber("used", used);
        writer.WriteNumber("total", Total);
        writer.WriteNumber("done", Done);
        writer.WriteNumber("failed", Failed);
        writer.WriteNumber("pruned", Pruned);
        if (budget is long limit)
            writer.WriteNumber("budget", limit);
        if (refining is long first)
            writer.WriteNumber("refining", first);
        if (EndReason is not null)
            writer.WriteString("end_reason", EndReason);
        writer.WriteBoolean("ended", ended);
        writer.WriteBoolean("stopped", stopped);
        writer.WriteNumber("best_trial", rules.BestTrial);
        writer.WritePropertyName("best_value");
        WorkResult.WriteDouble(writer, rules.BestValue);
        writer.WriteNumber("since_best", rules.SinceBest);
        writer.WriteNumber("failures_in_row", rules.FailuresInRow);
        ranking.WriteTo(writer);
    }

    /// <summary>Takes over what <see cref="WriteTo"/> wrote.</summary>
    public void ReadFrom(JsonElement state)
    {
        next = state.GetProperty("next").GetInt64();
        used = state.GetProperty("used").GetInt64();
        Total = state.GetProperty("total").GetInt64();
        Done = state.GetProperty("done").GetInt64();
        Failed = state.GetProperty("failed").GetInt64();
        Pruned = state.GetProperty("pruned").GetInt64();
        budget = state.TryGetProperty("budget", out JsonElement limit) ? limit.GetInt64() : null;
        refining = state.TryGetProperty("refining", out JsonElement first) ? first.GetInt64() : null;
        EndReason = state.TryGetProperty("end_reason", out JsonElement reason) ? reason.GetString() : null;
        ended = state.GetProperty("ended").GetBoolean();
        stopped = state.GetProperty("stopped").GetBoolean();
        rules = new StopRules(
            Done,
            state.GetProperty("best_trial").GetInt64(),
            WorkResult.ReadDouble(state.GetProperty("best_value")),
            state.GetProperty("since_best").GetInt64(),
            state.GetProperty("failures_in_row").GetInt32());
        ranking.ReadFrom(state);
    }

    private void Open(ProposalResult proposals)
    {
        asked = null;
        if (ended || stopped)
            return;
        long known = next;
        foreach (Proposal proposal in proposals.Trials)
        {
            batch[next] = (proposal, proposal.Reused);
            if (proposal.Reused is null)
                ready.Enqueue(new EvaluateTrial(next, proposal.Values, known));
            next++;
        }

        exhausted = proposals.Trials.Count == 0 || (!spec.Async && proposals.Trials.Count < Math.Min(spec.Parallel, (budget ?? long.MaxValue) - used));
        Fold();
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

        if (!batch.TryGetValue(trial.Trial, out (Proposal Proposal, TrialResult? Result) entry))
            return;
        batch[trial.Trial] = (entry.Proposal, trial);
        Fold();
    }

    private void Fold()
    {
        if (spec.Async)
        {
            foreach ((long number, (Proposal Proposal, TrialResult? Result) entry) in batch.Where(entry => entry.Value.Result is not null).ToArray())
            {
                batch.Remove(number);
                Fold(entry.Proposal, entry.Result!);
            }
        }
        else if (batch.Values.All(entry => entry.Result is not null))
        {
            FoldAll();
        }

        if (!stopped)
            Judge();
    }

    private void FoldAll()
    {
        foreach ((_, (Proposal proposal, TrialResult? result)) in batch)
            Fold(proposal, result!);
        batch.Clear();
    }

    private void Fold(Proposal proposal, TrialResult result)
    {
        Count(result);
        if (proposal.RepeatOf is null)
            used++;
        history?.Add(new EndedTrial(proposal, result));
        rules = rules.Add(spec.Metrics[0].Goal, result.Trial, result.Outcome, result.Scores[0]);
        // The first trial at which a rule holds ends the search; what was already running counts, and changes no reason.
        if (EndReason is null && Reason() is StopReason reason)
            EndReason = Describe(reason, result.Trial);
    }

    private void Count(TrialResult result)
    {
        Done++;
        if (result.Outcome == TrialOutcome.Failed)
            Failed++;
        else if (result.Outcome == TrialOutcome.Pruned)
            Pruned++;
        ranking.Add(result);
    }

    // After a rerun in place: the counts, the ranking and the rules follow from the results as they are now.
    private void Recount()
    {
        (Done, Failed, Pruned) = (0, 0, 0);
        rules = StopRules.Start;
        ranking.Clear();
        foreach (EndedTrial record in history!.Records)
        {
            Count(record.Result);
            rules = rules.Add(spec.Metrics[0].Goal, record.Trial, record.Result.Outcome, record.Result.Scores[0]);
        }

        // A search that failures ended goes on once they are mended.
        if (stopped && !ended && !exhausted && Reason() is null)
        {
            (stopped, EndReason) = (false, null);
            Judge();
        }
    }

    private void Judge()
    {
        if (batch.Count > 0)
            return;
        bool phaseOver = exhausted || used >= budget || EndReason is not null;
        if (!phaseOver)
            return;
        bool forGood = ended || spec.Refine is null || refining is not null || rules.BestTrial < 0 || Reason() is StopReason.Target or StopReason.Failures;
        if (forGood)
        {
            Stop(EndReason ?? (exhausted && used < budget ? $"All {used} different trials of the search space were evaluated." : null));
            return;
        }

        // Coarse is done; what it left of its budget is not handed on.
        long extra = spec.Refine!.Trials ?? (Total > 0 ? Total - (budget ?? Total) : next);
        (refining, budget, exhausted, EndReason) = (next, used + extra, false, null);
        rules = rules with { SinceBest = 0, FailuresInRow = 0 };
    }

    // With several metrics none alone can say that the target is reached, or that nothing improves.
    private StopReason? Reason() => spec.Metrics.Count == 1
        ? rules.Reason(spec.Metrics[0], spec.Budget)
        : rules.Reason(spec.Metrics[0] with { Target = null }, spec.Budget with { Plateau = null });

    private void Stop(string? reason)
    {
        stopped = true;
        EndReason = reason;
    }

    private string Describe(StopReason reason, long trial) => reason switch
    {
        StopReason.Target => $"Trial {rules.BestTrial} reached the target {spec.Metrics[0].Target:R} of {spec.Metrics[0].Name}.",
        StopReason.Plateau => $"No improvement in {spec.Budget.Plateau} trials up to trial {trial}.",
        _ => $"{rules.FailuresInRow} trials in a row failed, the last of them trial {trial}. See their reasons in trials.csv, and run them again with: tuner rerun DIR --failed.",
    };
}
