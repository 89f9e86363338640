using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Search.Analysis;

namespace ServerlessTuner.Core.Studies.Plan;

/// <summary>
/// The best complete trials of a search in batches. With one metric by score; with several by Pareto front, and within a front by the
/// first metric. Ties go to the lower trial number.
/// </summary>
internal sealed class SearchRanking(StudySpec spec, int capacity)
{
    private readonly List<SavedRank> trials = [];
    private RankedTrial[]? top;

    /// <summary>The best, best first.</summary>
    public IReadOnlyList<RankedTrial> Top => top ??= Order();

    /// <summary>Adds a trial; what did not run to its end is passed over.</summary>
    public void Add(TrialResult result)
    {
        if (result.Outcome != TrialOutcome.Complete)
            return;
        var ranked = new RankedTrial(result.Trial, result.Scores[0]);
        if (spec.Metrics.Count > 1)
        {
            trials.Add(new SavedRank(ranked, [.. result.Scores.Select((score, metric) => spec.Metrics[metric].Goal.ToLoss(score))]));
            top = null;
            return;
        }

        int place = trials.FindLastIndex(other => Compare(other.Trial, ranked) < 0) + 1;
        if (place >= capacity)
            return;
        trials.Insert(place, new SavedRank(ranked, []));
        if (trials.Count > capacity)
            trials.RemoveAt(capacity);
        top = null;
    }

    /// <summary>Forgets all trials.</summary>
    public void Clear()
    {
        trials.Clear();
        top = null;
    }

    /// <summary>What <see cref="Restore"/> takes over.</summary>
    public IReadOnlyList<SavedRank> Save() => [.. trials];

    /// <summary>Takes over what <see cref="Save"/> gave.</summary>
    public void Restore(IReadOnlyList<SavedRank> saved)
    {
        Clear();
        trials.AddRange(saved);
    }

    private RankedTrial[] Order()
    {
        if (spec.Metrics.Count == 1)
            return [.. trials.Select(trial => trial.Trial)];
        int[] fronts = ParetoFront.Ranks([.. trials.Select(trial => trial.Losses)]);
        return
        [
            .. Enumerable.Range(0, trials.Count)
                .Order(
                    Comparer<int>.Create(
                        (a, b) => fronts[a] != fronts[b] ? fronts[a].CompareTo(fronts[b]) : Compare(trials[a].Trial, trials[b].Trial)))
                .Take(capacity)
                .Select(i => trials[i].Trial),
        ];
    }

    private int Compare(RankedTrial left, RankedTrial right) =>
        spec.Metrics[0].Goal.CompareRank(left.Score, left.Trial, right.Score, right.Trial);
}
