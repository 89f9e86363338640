using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>Merges results on their way to the plan, so that a message about many pieces of work stays small.</summary>
public static class PartialResults
{
    /// <summary>
    /// Leaves each chunk only those of its best trials that are also among the best of all chunks together. Applying the trimmed
    /// results to a plan gives the same state as applying the originals, and trimming in groups the same as trimming at once.
    /// </summary>
    /// <param name="results">Results of one study; other kinds than chunks pass unchanged.</param>
    /// <param name="goal">Which scores are better.</param>
    /// <param name="keep">How many of the best must be known, 1 or more.</param>
    public static IReadOnlyList<WorkResult> Trim(IReadOnlyList<WorkResult> results, Goal goal, int keep)
    {
        RankedTrial[] best =
        [
            .. results.OfType<ChunkResult>().SelectMany(chunk => chunk.Top)
                .Order(Comparer<RankedTrial>.Create((a, b) => goal.CompareRank(a.Score, a.Trial, b.Score, b.Trial))).Take(keep),
        ];
        HashSet<long> kept = [.. best.Select(ranked => ranked.Trial)];
        return [
            .. results.Select(
                result => result is ChunkResult chunk
                    ? chunk with { Top = [.. chunk.Top.Where(ranked => kept.Contains(ranked.Trial))] }
                    : result)
        ];
    }
}
