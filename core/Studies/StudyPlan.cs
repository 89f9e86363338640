using ServerlessTuner.Core.Execution;

namespace ServerlessTuner.Core.Studies;

/// <summary>
/// The decisions of a study as a fold: which pieces of work may start, and what follows from finished ones. It knows no clock,
/// thread, disk or network. Results may arrive in any order and more than once; the state after all of them is the same.
/// </summary>
public sealed class StudyPlan
{
    private readonly Dictionary<string, WorkItem> open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CandidateResult> candidates = new(StringComparer.Ordinal);
    private readonly Queue<WorkItem> ready = new();
    private readonly HashSet<string> done = new(StringComparer.Ordinal);
    private readonly int capacity;
    private RankedTrial[] top = [];
    private long nextTrial;

    /// <summary>Plans a study.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="trials">How many trials the first stage evaluates.</param>
    /// <param name="chunkSize">Trials per chunk, 1 or more. Decides the pieces of work and nothing about the outcome.</param>
    public StudyPlan(StudySpec spec, long trials, int chunkSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkSize);
        Spec = spec;
        Trials = trials;
        ChunkSize = chunkSize;
        // At least the best one is wanted for progress, whatever is kept.
        capacity = spec.Stages[0].Keep.Needed is int needed && spec.Stages.Count > 1 ? needed : 1;
    }

    /// <summary>The study.</summary>
    public StudySpec Spec { get; }

    /// <summary>How many trials the first stage evaluates.</summary>
    public long Trials { get; }

    /// <summary>Trials per chunk.</summary>
    public int ChunkSize { get; }

    /// <summary>The stage at work, from 1; one more than the number of stages when all are done.</summary>
    public int Stage { get; private set; } = 1;

    /// <summary>Pieces of the current stage that are done: trials in the first, evaluations later.</summary>
    public long Done { get; private set; }

    /// <summary>Pieces of the current stage in all.</summary>
    public long Total { get; private set; }

    /// <summary>Trials of the first stage that failed.</summary>
    public long Failed { get; private set; }

    /// <summary>The best trials of the first stage known so far, best first.</summary>
    public IReadOnlyList<RankedTrial> Top => top;

    /// <summary>What the first stage kept, best first; empty before it is done and in a study with one stage.</summary>
    public IReadOnlyList<RankedTrial> Kept { get; private set; } = [];

    /// <summary>Why <see cref="Kept"/> was cut where it was, one sentence, or null.</summary>
    public string? KeepReason { get; private set; }

    /// <summary>Whether all stages are done, so that results can be published.</summary>
    public bool IsFinished => Stage > Spec.Stages.Count;

    private Goal Goal => Spec.Metrics[0].Goal;

    /// <summary>The next piece of work that may start now, or null when none may before a result arrives, or ever.</summary>
    public WorkItem? Next()
    {
        if (Stage == 1)
        {
            Total = Trials;
            while (nextTrial < Trials)
            {
                var chunk = new EvaluateChunk(nextTrial, (int)Math.Min(ChunkSize, Trials - nextTrial));
                nextTrial += chunk.Count;
                if (done.Contains(chunk.Id))
                    continue;
                open[chunk.Id] = chunk;
                return chunk;
            }

            return null;
        }

        while (ready.TryDequeue(out WorkItem? item))
        {
            if (!done.Contains(item.Id))
                return item;
        }

        return null;
    }

    /// <summary>Folds a result in; one that was folded in before changes nothing.</summary>
    public void Apply(WorkResult result)
    {
        if (!done.Add(result.Id))
            return;
        open.Remove(result.Id);
        if (result is ChunkResult chunk)
        {
            Done += chunk.Count;
            Failed += chunk.Failed;
            top = Merge(top, chunk.Top);
            if (Stage == 1 && Done == Trials)
                FinishSearch();
        }
        else if (result is CandidateResult candidate)
        {
            candidates[candidate.Id] = candidate;
            Done++;
            if (Stage > 1 && Done == Total)
                Stage++;
        }
    }

    /// <summary>The result of a candidate under a scenario of the second stage.</summary>
    public CandidateResult Candidate(long trial, string scenario) => candidates[new EvaluateCandidate(2, trial, scenario).Id];

    /// <summary>Merges two rankings into one of at most the capacity; associative and commutative.</summary>
    private RankedTrial[] Merge(IReadOnlyList<RankedTrial> left, IReadOnlyList<RankedTrial> right) =>
        [.. left.Concat(right).Order(Comparer<RankedTrial>.Create((a, b) => Goal.CompareRank(a.Score, a.Trial, b.Score, b.Trial))).Take(capacity)];

    private void FinishSearch()
    {
        if (Spec.Stages.Count == 1)
        {
            Stage = 2;
            return;
        }

        RankedTrial[] usable = [.. top.Where(ranked => !double.IsNaN(ranked.Score))];
        (int keep, KeepReason) = KeepCut.Decide(Spec.Stages[0].Keep, [.. usable.Select(ranked => ranked.Score)]);
        Kept = usable[..keep];
        Stage = 2;
        Done = 0;
        Total = (long)keep * Spec.Stages[1].Scenarios.Count;
        foreach (RankedTrial ranked in Kept)
        {
            foreach (string scenario in Spec.Stages[1].Scenarios)
                ready.Enqueue(new EvaluateCandidate(2, ranked.Trial, scenario));
        }

        if (Total == 0)
            Stage++;
    }
}

/// <summary>How many trials a stage keeps.</summary>
public static class KeepCut
{
    private const int Fewest = 5;
    private const int Most = 50;

    /// <summary>Applies a rule to scores, best first.</summary>
    /// <returns>How many are kept, and why, where the rule had to choose.</returns>
    public static (int Keep, string? Reason) Decide(KeepRule rule, IReadOnlyList<double> scores)
    {
        if (!rule.Auto)
            return (Math.Min(rule.Count ?? scores.Count, scores.Count), null);
        if (scores.Count <= Fewest)
            return (scores.Count, $"All {scores.Count} were kept, because an automatic cut keeps at least {Fewest}.");

        int cut = Fewest;
        double largest = double.NegativeInfinity;
        for (int keep = Fewest; keep <= Math.Min(Most, scores.Count - 1); keep++)
        {
            double drop = Math.Abs(scores[keep - 1] - scores[keep]);
            if (drop > largest)
                (largest, cut) = (drop, keep);
        }

        return (cut, $"Cut after {cut}: the largest drop between {Fewest} and {Most} is {largest:R}, from {scores[cut - 1]:R} to {scores[cut]:R}.");
    }
}
