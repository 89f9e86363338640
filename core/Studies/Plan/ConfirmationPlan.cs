namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>The second stage: which candidates to evaluate, and what is known of them.</summary>
internal sealed class ConfirmationPlan(Confirmation confirmation)
{
    private readonly Dictionary<string, CandidateResult> results = new(StringComparer.Ordinal);
    private readonly Queue<EvaluateCandidates> ready = new();
    private readonly Dictionary<string, long> missing = new(StringComparer.Ordinal);
    private readonly List<long> confirmed = [];

    /// <summary>What the search kept, best first; empty before it is done.</summary>
    public IReadOnlyList<RankedTrial> Kept { get; private set; } = [];

    /// <summary>Why <see cref="Kept"/> was cut where it was, one sentence, or null.</summary>
    public string? KeepReason { get; private set; }

    /// <summary>The kept trials whose evaluations are all done, in the order in which they were.</summary>
    public IReadOnlyList<long> Confirmed => confirmed;

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
        foreach (RankedTrial[] batch in Kept.Chunk(confirmation.Batch))
        {
            long[] trials = [.. batch.Select(trial => trial.Trial)];
            foreach (EvaluateCandidates items in confirmation.Scenarios.Select(scenario => new EvaluateCandidates(2, trials, scenario)))
            {
                ready.Enqueue(items);
                foreach (EvaluateCandidate item in items.Each.Where(item => !results.ContainsKey(item.Id)))
                    missing.Add(item.Id, item.Trial);
            }
        }

        confirmed.AddRange(Kept.Select(trial => trial.Trial).Where(IsConfirmed));
    }

    /// <summary>Forgets what was kept, because the search goes on; results stay.</summary>
    public void Reopen()
    {
        ready.Clear();
        missing.Clear();
        confirmed.Clear();
        (Kept, KeepReason) = ([], null);
    }

    public WorkItem? Next()
    {
        while (ready.TryDequeue(out EvaluateCandidates? items))
        {
            EvaluateCandidate[] left = [.. items.Each.Where(item => missing.ContainsKey(item.Id))];
            if (left.Length > 1)
                return new EvaluateCandidates(items.Stage, [.. left.Select(item => item.Trial)], items.Scenario);
            if (left.Length == 1)
                return left[0];
        }

        return null;
    }

    public void Apply(CandidateResult result)
    {
        results[result.Id] = result;
        if (missing.Remove(result.Id, out long trial) && IsConfirmed(trial))
            confirmed.Add(trial);
    }

    private bool IsConfirmed(long trial) => confirmation.Of(trial).All(item => results.ContainsKey(item.Id));

    public void Withdraw(EvaluateCandidate item) => ready.Enqueue(new EvaluateCandidates(item.Stage, [item.Trial], item.Scenario));

    public void Withdraw(EvaluateCandidates items) => ready.Enqueue(items);

    /// <summary>Forgets the results of trials; gives the pieces of work whose results no longer count.</summary>
    public IReadOnlyList<string> Forget(IEnumerable<long> trials)
    {
        string[] forgotten = [.. trials.SelectMany(confirmation.Of).Select(item => item.Id)];
        foreach (string id in forgotten)
            results.Remove(id);
        return forgotten;
    }
}
