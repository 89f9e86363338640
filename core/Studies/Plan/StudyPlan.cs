using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>
/// The decisions of a study: which pieces of work may start, and what follows from finished ones. It knows no clock,
/// thread, disk or network. Results may arrive in any order and more than once; the state after all of them is the same.
/// </summary>
public sealed class StudyPlan
{
    private readonly HashSet<string> done = new(StringComparer.Ordinal);
    private readonly HashSet<string> given = new(StringComparer.Ordinal);
    private readonly ISearchPlan search;
    private readonly ConfirmationPlan? confirmation;

    /// <summary>Plans a study.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="trials">How many trials the first stage evaluates; null where only a rule ends it.</param>
    /// <param name="chunkSize">Trials per chunk, 1 or more. Decides the pieces of work and nothing about the outcome.</param>
    /// <param name="history">Is told of the trials of a search in batches as they are applied; null where the host keeps them
    /// elsewhere.</param>
    public StudyPlan(StudySpec spec, long? trials, int chunkSize, StudyHistory? history = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkSize);
        Spec = spec;
        ChunkSize = chunkSize;
        Shape = StudyShape.Of(spec);
        search = Shape.Search.NewPlan(spec, trials, chunkSize, Shape.Best, history);
        confirmation = Shape.Confirmation is { } stage ? new ConfirmationPlan(stage) : null;
    }

    /// <summary>The study.</summary>
    public StudySpec Spec { get; }

    /// <summary>Its shape.</summary>
    public StudyShape Shape { get; }

    /// <summary>
    /// How many trials the first stage has: planned while it runs, evaluated when it has ended; 0 while that is not known.
    /// </summary>
    public long Trials => search.IsFinished ? search.Done : search.Total;

    /// <summary>Trials per chunk.</summary>
    public int ChunkSize { get; }

    /// <summary>The stage at work, from 1; one more than the number of stages when all are done.</summary>
    public int Stage { get; private set; } = 1;

    /// <summary>The stage at work, from 1; the last one when all are done.</summary>
    public int ShownStage => Math.Min(Stage, Shape.Stages);

    /// <summary>Pieces of the shown stage that are done: trials in the first, evaluations later.</summary>
    public long Done => ShownStage == 1 ? search.Counts.Ended : confirmation!.Done;

    /// <summary>Pieces of the shown stage in all; 0 where that is not known.</summary>
    public long Total => TotalOf(ShownStage);

    /// <summary>Trials of the first stage that failed.</summary>
    public long Failed => search.Failed;

    /// <summary>Trials of the first stage that have no value to be ranked by, such as those that never traded.</summary>
    public long Undefined => search.Undefined;

    /// <summary>Trials of the first stage that a pruner stopped.</summary>
    public long Pruned => search.Pruned;

    /// <summary>Trials of the first stage that have ended and are applied: with batches those of whole ones.</summary>
    public long EndedTrials => search.Done;

    /// <summary>How the trials of the first stage have ended so far, those of the batch at work too.</summary>
    public SearchCounts Counts => search.Counts;

    /// <summary>What the trials of the first stage have cost since the plan was made. No decision depends on it.</summary>
    public TrialCost Cost { get; private set; }

    /// <summary>The best trials of the first stage known so far, best first.</summary>
    public IReadOnlyList<RankedTrial> Top => search.Top;

    /// <summary>
    /// The best trial of the first stage known so far, one of the batch at work too, and then with its values, which the history does not
    /// have yet; null before there is one.
    /// </summary>
    public (RankedTrial Trial, ParameterSet? Values)? Best => search.Best;

    /// <summary>Why the search ended before its budget was used up, one sentence, or null.</summary>
    public string? EndReason => search.EndReason;

    /// <summary>Whether the search was ended from outside, by a user or a clock, rather than by its own rules.</summary>
    public bool WasEnded => search.WasEnded;

    /// <summary>What the first stage kept, best first; empty before it is done and in a study with one stage.</summary>
    public IReadOnlyList<RankedTrial> Kept => confirmation?.Kept ?? [];

    /// <summary>
    /// Those of <see cref="Kept"/> that were evaluated under all scenarios of the second stage, in the order in which they were.
    /// </summary>
    public IReadOnlyList<long> Confirmed => confirmation?.Confirmed ?? [];

    /// <summary>Why <see cref="Kept"/> was cut where it was, one sentence, or null.</summary>
    public string? KeepReason => confirmation?.KeepReason;

    /// <summary>Whether all stages are done, so that results can be published.</summary>
    public bool IsFinished => Stage > Shape.Stages;

    /// <summary>Whether only one piece of work can run at a time now.</summary>
    public bool IsSerial => Stage == 1 && search.IsSerial;

    /// <summary>
    /// Whether the plan can never be finished: it gives out nothing, and awaits no result of what it gave out. Then its entries are not
    /// those of one study. Meaningful after <see cref="Next"/> gave null.
    /// </summary>
    public bool IsStuck => !IsFinished && given.Count == 0;

    /// <summary>The finished chunks of a search in chunks, in the order of their trials; empty in batches.</summary>
    public IEnumerable<EvaluateChunk> Chunks => search.DoneChunks;

    /// <summary>Pieces of a stage in all; 0 where that is not known.</summary>
    /// <param name="stage">The stage, from 1.</param>
    public long TotalOf(int stage) => stage == 1 ? Trials : confirmation!.Total;

    /// <summary>Whether the search is at work and has come so far that one which wants no more trials leaves off here.</summary>
    public bool HasReached(long trials) => Stage == 1 && search.HasReached(trials);

    /// <summary>The next piece of work that may start now, or null when none may before a result arrives, or ever.</summary>
    public WorkItem? Next()
    {
        WorkItem? item = Stage == 1 ? search.Next() : confirmation?.Next();
        if (item is not null)
            given.Add(item.Id);
        return item;
    }

    /// <summary>Whether a result, or all that it consists of, was applied.</summary>
    public bool IsDone(WorkResult result) =>
        result is CandidatesResult batch ? batch.Results.All(candidate => done.Contains(candidate.Id)) : done.Contains(result.Id);

    /// <summary>Whether the result of a piece of work was applied.</summary>
    /// <param name="id">The id of the piece.</param>
    public bool IsDone(string id) => done.Contains(id);

    /// <summary>Applies a result; one that was applied before changes nothing.</summary>
    public void Apply(WorkResult result)
    {
        given.Remove(result.Id);
        if (IsDone(result))
            return;
        // Of a batch each candidate counts, so that it may also be done alone, or once more.
        foreach (CandidateResult candidate in (result as CandidatesResult)?.Results ?? [])
        {
            if (done.Add(candidate.Id))
                confirmation?.Apply(candidate);
        }

        if (result is not CandidatesResult)
            done.Add(result.Id);
        Cost = Cost.With(result);
        if (result is CandidateResult single)
            confirmation?.Apply(single);
        else if (result is not CandidatesResult)
            search.Apply(result);
        Advance();
    }

    /// <summary>
    /// Takes back a piece of work that was given out and will not be done now, because the study pauses or ends: it is given out
    /// again later, unless the search has been ended and can do without it.
    /// </summary>
    public void Withdraw(WorkItem item)
    {
        given.Remove(item.Id);
        if (done.Contains(item.Id))
            return;
        if (item is EvaluateCandidate candidate)
            confirmation?.Withdraw(candidate);
        else if (item is EvaluateCandidates candidates)
            confirmation?.Withdraw(candidates);
        else
            search.Withdraw(item);
        Advance();
    }

    /// <summary>The result of a candidate under a scenario of the second stage.</summary>
    public CandidateResult Candidate(long trial, string scenario) => confirmation![new EvaluateCandidate(2, trial, scenario)];

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
        done.ExceptWith(confirmation?.Forget(trials) ?? []);
        Advance();
    }

    /// <summary>
    /// The state of a search in batches between two of them, so that a long study can go on in a fresh process without its past.
    /// </summary>
    /// <returns>Null within a batch, in a search in chunks, and after the search.</returns>
    public SearchState? Save() => Stage > 1 ? null : search.Save();

    /// <summary>Takes over a state that <see cref="Save"/> gave; only on a plan that nothing was applied to.</summary>
    public void Restore(SearchState state)
    {
        search.Restore(state);
        Advance();
    }

    private void Reopen()
    {
        Stage = 1;
        confirmation?.Reopen();
    }

    private void Advance()
    {
        if (Stage == 1 && search.IsFinished)
        {
            Stage = 2;
            confirmation?.Begin(search.Top);
        }

        if (Stage == 2 && confirmation is { IsFinished: true })
            Stage = 3;
    }
}
