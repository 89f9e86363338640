namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>The second stage as a fold: which candidates to evaluate, and what is known of them.</summary>
internal sealed class ConfirmationPlan(Confirmation confirmation)
{
    private readonly Dictionary<string, CandidateResult> results = new(StringComparer.Ordinal);
    private readonly Queue<EvaluateCandidate> ready = new();
    private readonly HashSet<string> missing = new(StringComparer.Ordinal);

    /// <summary>What the search kept, best first; empty before it is done.</summary>
    public IReadOnlyList<RankedTrial> Kept { get; private set; } = [];

    /// <summary>Why <see cref="Kept"/> was cut where it was, one sentence, or null.</summary>
    public string? KeepReason { get; private set; }

    /// <summary>Evaluations in all.</summary>
    public long Total => (long)Kept.Count * confirmation.Scenarios.Count;

    /// <summary>Evaluations that are done.</summary>
    public long Done => Total - missing.Count;

    public bool IsFinished => missing.Count == 0;

    public CandidateResult this[EvaluateCandidate item] => results[item.Id];

    /// <summary>Begins with what the search ranked, best first. What an earlier pass evaluated is not evaluated again.</summary>
    public void Begin(IEnumerable<RankedTrial> ranked)
    {
        RankedTrial[] usable = [.. ranked.Where(trial => !double.IsNaN(trial.Score))];
        (int keep, KeepReason) = KeepCut.Decide(confirmation.Keep, [.. usable.Select(trial => trial.Score)]);
        Kept = usable[..keep];
        foreach (EvaluateCandidate item in Kept.SelectMany(trial => confirmation.Of(trial.Trial)).Where(item => !results.ContainsKey(item.Id)))
        {
            missing.Add(item.Id);
            ready.Enqueue(item);
        }
    }

    /// <summary>Forgets what was kept, because the search goes on; results stay.</summary>
    public void Reopen()
    {
        ready.Clear();
        missing.Clear();
        (Kept, KeepReason) = ([], null);
    }

    public WorkItem? Next()
    {
        while (ready.TryDequeue(out EvaluateCandidate? item))
        {
            if (missing.Contains(item.Id))
                return item;
        }

        return null;
    }

    public void Apply(CandidateResult result)
    {
        results[result.Id] = result;
        missing.Remove(result.Id);
    }

    public void Withdraw(EvaluateCandidate item) => ready.Enqueue(item);

    /// <summary>Forgets the results of trials; gives the pieces of work whose results no longer count.</summary>
    public IReadOnlyList<string> Forget(IEnumerable<long> trials)
    {
        string[] forgotten = [.. trials.SelectMany(confirmation.Of).Select(item => item.Id)];
        foreach (string id in forgotten)
            results.Remove(id);
        return forgotten;
    }
}
