using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Execution;

/// <summary>
/// The metrics of the best trials that this host has evaluated in the first stage, so that a later stage need not evaluate them again
/// under the same scenario. What is not known is evaluated, with the same bits.
/// </summary>
/// <param name="goal">Of the metric that ranks.</param>
/// <param name="scenarios">The scenarios of the first stage.</param>
/// <param name="most">How many trials go on to the next stage at most.</param>
internal sealed class KnownMetrics(Goal goal, IReadOnlyList<string> scenarios, int most)
{
    // Of more finalists only the best are remembered.
    private const int Limit = 1024;

    private readonly Lock changing = new();
    private readonly Dictionary<long, (double Score, double[][] Rows)> trials = [];
    private readonly int limit = Math.Min(most, Limit);
    private (double Score, long Trial)? last;

    /// <summary>Whether a trial may be among the best.</summary>
    /// <param name="trial">The trial's number.</param>
    /// <param name="score">Its ranking score; NaN where it has none.</param>
    public bool Wants(long trial, double score)
    {
        lock (changing)
            return !double.IsNaN(score) && !(last is (double worst, long latest) && goal.CompareRank(score, trial, worst, latest) >= 0);
    }

    /// <summary>Remembers a trial.</summary>
    /// <param name="trial">The trial's number.</param>
    /// <param name="score">Its ranking score.</param>
    /// <param name="rows">Its metrics under each scenario of the first stage.</param>
    public void Add(long trial, double score, double[][] rows)
    {
        lock (changing)
        {
            trials[trial] = (score, rows);
            if (trials.Count >= 2 * limit)
                Cut();
        }
    }

    /// <summary>The metrics of a trial under a scenario, or null where they are not known.</summary>
    public double[]? Find(long trial, string scenario)
    {
        for (int s = 0; s < scenarios.Count; s++)
        {
            if (scenarios[s] != scenario)
                continue;
            lock (changing)
                return trials.TryGetValue(trial, out (double Score, double[][] Rows) known) ? known.Rows[s] : null;
        }

        return null;
    }

    private void Cut()
    {
        (double Score, long Trial)[] ranked = [.. trials.Select(known => (known.Value.Score, known.Key))];
        Array.Sort(ranked, (a, b) => goal.CompareRank(a.Score, a.Trial, b.Score, b.Trial));
        foreach ((_, long trial) in ranked[limit..])
            trials.Remove(trial);
        last = ranked[limit - 1];
    }
}
