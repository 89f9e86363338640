using System.Text.Json;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>
/// The decisions of a study as a fold: which pieces of work may start, and what follows from finished ones. It knows no clock,
/// thread, disk or network. Results may arrive in any order and more than once; the state after all of them is the same.
/// </summary>
public sealed class StudyPlan
{
    /// <summary>How many of the best are known of a study with one stage, where nothing goes on.</summary>
    internal const int BestShown = 10;

    private readonly Dictionary<string, CandidateResult> candidates = new(StringComparer.Ordinal);
    private readonly Queue<WorkItem> ready = new();
    private readonly HashSet<string> done = new(StringComparer.Ordinal);
    private readonly HashSet<string> missing = new(StringComparer.Ordinal);
    private readonly ISearchPlan search;

    /// <summary>Plans a study.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="trials">How many trials the first stage evaluates; null where only a rule ends it.</param>
    /// <param name="chunkSize">Trials per chunk, 1 or more. Decides the pieces of work and nothing about the outcome.</param>
    /// <param name="history">Is told of the trials of a search in batches as they are folded in; null where the host keeps them elsewhere.</param>
    public StudyPlan(StudySpec spec, long? trials, int chunkSize, StudyHistory? history = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkSize);
        Spec = spec;
        ChunkSize = chunkSize;
        int capacity = spec.Stages.Count > 1 ? spec.Stages[0].Keep.Needed ?? int.MaxValue : BestShown;
        search = SearchOutline.Of(spec).InBatches
            ? new BatchedSearch(spec, trials, capacity, history)
            : new ChunkedSearch(spec.Metrics[0].Goal, trials ?? throw new ArgumentNullException(nameof(trials)), chunkSize, capacity);
    }

    /// <summary>The study.</summary>
    public StudySpec Spec { get; }

    /// <summary>Whether trials are proposed in batches, because the search learns from results or may end early.</summary>
    public bool InBatches => search is BatchedSearch;

    /// <summary>How many trials the first stage has: planned while it runs, evaluated when it has ended; 0 while that is not known.</summary>
    public long Trials => search.IsFinished ? search.Done : search.Total;

    /// <summary>Trials per chunk.</summary>
    public int ChunkSize { get; }

    /// <summary>The stage at work, from 1; one more than the number of stages when all are done.</summary>
    public int Stage { get; private set; } = 1;

    /// <summary>Pieces of the current stage that are done: trials in the first, evaluations later.</summary>
    public long Done => Stage == 1 || Spec.Stages.Count == 1 ? search.Done : Total - missing.Count;

    /// <summary>Pieces of the current stage in all; 0 where that is not known.</summary>
    public long Total => Stage == 1 || Spec.Stages.Count == 1 ? Trials : (long)Kept.Count * Spec.Stages[1].Scenarios.Count;

    /// <summary>Trials of the first stage that failed.</summary>
    public long Failed => search.Failed;

    /// <summary>Trials of the first stage that a pruner stopped.</summary>
    public long Pruned => search.Pruned;

    /// <summary>The best trials of the first stage known so far, best first.</summary>
    public IReadOnlyList<RankedTrial> Top => search.Top;

    /// <summary>Why the search ended before its budget was used up, one sentence, or null.</summary>
    public string? EndReason => search.EndReason;

    /// <summary>Whether the search was ended from outside, by a user or a clock, rather than by its own rules.</summary>
    public bool WasEnded => search is BatchedSearch { WasEnded: true };

    /// <summary>What the first stage kept, best first; empty before it is done and in a study with one stage.</summary>
    public IReadOnlyList<RankedTrial> Kept { get; private set; } = [];

    /// <summary>Why <see cref="Kept"/> was cut where it was, one sentence, or null.</summary>
    public string? KeepReason { get; private set; }

    /// <summary>Whether all stages are done, so that results can be published.</summary>
    public bool IsFinished => Stage > Spec.Stages.Count;

    /// <summary>The finished chunks of a search in chunks, in the order of their trials; empty in batches.</summary>
    public IEnumerable<EvaluateChunk> Chunks => (search as ChunkedSearch)?.DoneChunks ?? [];

    /// <summary>The next piece of work that may start now, or null when none may before a result arrives, or ever.</summary>
    public WorkItem? Next()
    {
        if (Stage == 1)
            return search.Next();
        while (ready.TryDequeue(out WorkItem? item))
        {
            if (missing.Contains(item.Id))
                return item;
        }

        return null;
    }

    /// <summary>Whether the result of a piece of work was folded in.</summary>
    /// <param name="id">The id of the piece.</param>
    public bool IsDone(string id) => done.Contains(id);

    /// <summary>Folds a result in; one that was folded in before changes nothing.</summary>
    public void Apply(WorkResult result)
    {
        if (!done.Add(result.Id))
            return;
        if (result is CandidateResult candidate)
        {
            candidates[candidate.Id] = candidate;
            missing.Remove(candidate.Id);
        }
        else
        {
            search.Apply(result);
        }

        Advance();
    }

    /// <summary>
    /// Takes back a piece of work that was given out and will not be done now, because the study pauses or ends: it is given out
    /// again later, unless the search has been ended and can do without it.
    /// </summary>
    public void Withdraw(WorkItem item)
    {
        if (done.Contains(item.Id))
            return;
        if (item is EvaluateCandidate)
            ready.Enqueue(item);
        else
            search.Withdraw(item);
        Advance();
    }

    /// <summary>The result of a candidate under a scenario of the second stage.</summary>
    public CandidateResult Candidate(long trial, string scenario) => candidates[new EvaluateCandidate(2, trial, scenario).Id];

    /// <summary>Adds trials to a study, finished or not: it goes on as if it had been one.</summary>
    /// <param name="trials">The new number of trials in all.</param>
    public void Extend(long trials)
    {
        Reopen();
        search.Extend(trials);
        Advance();
    }

    /// <summary>Starts no further trials; those that run may end, and what follows the search follows.</summary>
    /// <param name="reason">Why, one sentence.</param>
    public void EndSearch(string reason)
    {
        if (Stage > 1)
            return;
        search.End(reason);
        Advance();
    }

    /// <summary>Makes trials of the first stage run again in place, with the same numbers and values.</summary>
    /// <param name="trials">Their numbers.</param>
    public void Rerun(IReadOnlyCollection<long> trials)
    {
        Reopen();
        done.ExceptWith(search.Rerun(trials));
        foreach (EvaluateCandidate candidate in trials.SelectMany(trial => Spec.Stages.Skip(1).SelectMany(stage => stage.Scenarios).Select(scenario => new EvaluateCandidate(2, trial, scenario))))
        {
            done.Remove(candidate.Id);
            candidates.Remove(candidate.Id);
        }

        Advance();
    }

    /// <summary>
    /// Writes the state of a search in batches between two of them, so that a long study can go on in a fresh process or
    /// orchestration without its past.
    /// </summary>
    /// <returns>Whether there was anything to write: false within a batch, in a search in chunks, and after the search.</returns>
    public bool TrySave(Utf8JsonWriter writer)
    {
        if (Stage > 1 || search is not BatchedSearch { IsBetweenBatches: true } batches)
            return false;
        writer.WriteStartObject();
        batches.WriteTo(writer);
        writer.WriteEndObject();
        return true;
    }

    /// <summary>Takes over a state that <see cref="TrySave"/> wrote; only on a plan that nothing was folded into.</summary>
    public void Restore(JsonElement state)
    {
        ((BatchedSearch)search).ReadFrom(state);
        Advance();
    }

    private void Reopen()
    {
        Stage = 1;
        ready.Clear();
        missing.Clear();
        (Kept, KeepReason) = ([], null);
    }

    private void Advance()
    {
        if (Stage == 1 && search.IsFinished)
            FinishSearch();
        if (Stage == 2 && Spec.Stages.Count == 2 && missing.Count == 0)
            Stage = 3;
    }

    private void FinishSearch()
    {
        Stage = 2;
        if (Spec.Stages.Count == 1)
            return;
        RankedTrial[] usable = [.. search.Top.Where(ranked => !double.IsNaN(ranked.Score))];
        (int keep, KeepReason) = KeepCut.Decide(Spec.Stages[0].Keep, [.. usable.Select(ranked => ranked.Score)]);
        Kept = usable[..keep];
        foreach (RankedTrial ranked in Kept)
        {
            foreach (string scenario in Spec.Stages[1].Scenarios)
            {
                var item = new EvaluateCandidate(2, ranked.Trial, scenario);
                if (candidates.ContainsKey(item.Id))
                    continue;
                missing.Add(item.Id);
                ready.Enqueue(item);
            }
        }
    }
}
