using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>A search whose trials are all known beforehand, cut into chunks. Results merge in any order.</summary>
internal sealed class ChunkedSearch : ISearchPlan
{
    private readonly Goal goal;
    private readonly int chunkSize;
    private readonly int capacity;
    private readonly List<long> ends;
    private readonly Queue<EvaluateChunk> again = new();
    private readonly HashSet<string> open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChunkResult> results = new(StringComparer.Ordinal);
    private RankedTrial[] top = [];
    private int segment;
    private long next;

    public ChunkedSearch(Goal goal, long trials, int chunkSize, int capacity)
    {
        (this.goal, this.chunkSize, this.capacity) = (goal, chunkSize, capacity);
        ends = [trials];
    }

    public long Total => ends[^1];

    public long Done { get; private set; }

    public long Failed { get; private set; }

    public long Undefined { get; private set; }

    public long Pruned => 0;

    public SearchCounts Counts => new(Done, Failed, Undefined, Pruned);

    public (RankedTrial Trial, ParameterSet? Values)? Best =>
        top is [var best, ..] && double.IsFinite(best.Score) ? (best, null) : null;

    // A chunk that was given out comes back soon, or is withdrawn: nobody has to give it up.
    public bool WasEnded => false;

    public bool IsSerial => false;

    public IReadOnlyList<RankedTrial> Top => top;

    public bool IsFinished => Done == Total || (EndReason is not null && open.Count == 0);

    public string? EndReason { get; private set; }

    /// <summary>The chunks that are done, in the order of their trials.</summary>
    public IEnumerable<EvaluateChunk> DoneChunks => Chunks.Where(chunk => results.ContainsKey(chunk.Id));

    /// <summary>
    /// All chunks, in the order of their trials. Trials added later start a chunk of their own, so that no chunk changes its bounds.
    /// </summary>
    private IEnumerable<EvaluateChunk> Chunks
    {
        get
        {
            long first = 0;
            foreach (long end in ends)
            {
                for (; first < end; first += chunkSize)
                    yield return new EvaluateChunk(first, (int)Math.Min(chunkSize, end - first));
                first = end;
            }
        }
    }

    public WorkItem? Next()
    {
        if (EndReason is not null)
            return null;
        if (again.TryDequeue(out EvaluateChunk? chunk))
        {
            open.Add(chunk.Id);
            return chunk;
        }

        while (segment < ends.Count)
        {
            if (next >= ends[segment])
            {
                segment++;
                continue;
            }

            chunk = new EvaluateChunk(next, (int)Math.Min(chunkSize, ends[segment] - next));
            next += chunk.Count;
            if (results.ContainsKey(chunk.Id))
                continue;
            open.Add(chunk.Id);
            return chunk;
        }

        return null;
    }

    public void Apply(WorkResult result)
    {
        if (result is not ChunkResult chunk)
            return;
        results[chunk.Id] = chunk;
        open.Remove(chunk.Id);
        Done += chunk.Count;
        Failed += chunk.Failed;
        Undefined += chunk.Undefined;
        top = Merge(top, chunk.Top);
    }

    public void Withdraw(WorkItem item)
    {
        if (open.Remove(item.Id) && EndReason is null)
            again.Enqueue((EvaluateChunk)item);
    }

    public void Extend(long trials)
    {
        EndReason = null;
        if (trials > Total)
            ends.Add(trials);
    }

    public void End(string reason) => EndReason = reason;

    public bool HasReached(long trials) => false;

    // Its past is short: some results of chunks.
    public SearchState? Save() => null;

    public void Restore(SearchState state) =>
        throw new InvalidOperationException("A search in chunks is rebuilt from its results; it has no saved state.");

    public IReadOnlyList<string> Rerun(IReadOnlyCollection<long> trials)
    {
        var taken = new List<string>();
        foreach (
            EvaluateChunk chunk in Chunks.Where(chunk => trials.Any(trial => trial >= chunk.First && trial < chunk.First + chunk.Count)))
        {
            if (!results.Remove(chunk.Id, out ChunkResult? old))
                continue;
            Done -= old.Count;
            Failed -= old.Failed;
            Undefined -= old.Undefined;
            again.Enqueue(chunk);
            taken.Add(chunk.Id);
        }

        // What was pushed out of the ranking may come back, so it is made anew.
        top = [];
        foreach (ChunkResult kept in results.Values)
            top = Merge(top, kept.Top);
        return taken;
    }

    // Associative and commutative.
    private RankedTrial[] Merge(IReadOnlyList<RankedTrial> left, IReadOnlyList<RankedTrial> right) =>
        [
            .. left.Concat(right).Order(
                Comparer<RankedTrial>.Create((a, b) => goal.CompareRank(a.Score, a.Trial, b.Score, b.Trial))).Take(capacity)
        ];
}
