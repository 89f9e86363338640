using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Results;

/// <summary>
/// The rows of a search in batches: first complete trials, best first, then stopped ones, those that came furthest first, then
/// failed ones.
/// </summary>
internal sealed class HistoryRows : IRowSource
{
    private readonly StudySpec spec;
    private readonly TrialScorer scorer;
    private readonly int columns;
    private readonly int shown;
    private readonly IEnumerator<EndedTrial> trials;

    /// <summary>Sorts the trials.</summary>
    /// <param name="executor">The study.</param>
    /// <param name="history">Its trials.</param>
    public HistoryRows(StudyExecutor executor, StudyHistory history)
        : this(executor, Sorted(executor.Spec, history))
    {
    }

    /// <summary>Takes trials in the order in which they are given.</summary>
    /// <param name="executor">The study.</param>
    /// <param name="records">The trials.</param>
    public HistoryRows(StudyExecutor executor, IReadOnlyCollection<EndedTrial> records)
    {
        spec = executor.Spec;
        (columns, shown) = (executor.Metrics.Count, executor.RowMetrics);
        scorer = new TrialScorer(spec, executor.Metrics, spec.Stages[0].Scenarios);
        Count = records.Count;
        trials = records.GetEnumerator();
    }

    /// <inheritdoc/>
    public long Count { get; }

    /// <inheritdoc/>
    public bool Read(RowBlock block)
    {
        block.Clear();
        while (block.Count < RowFile.BlockRows && trials.MoveNext())
            Add(block, trials.Current);
        return block.Count > 0;
    }

    private static EndedTrial[] Sorted(StudySpec spec, StudyHistory history)
    {
        var byNumber = new Dictionary<long, EndedTrial>();
        var ranking = new SearchRanking(spec, int.MaxValue);
        foreach (EndedTrial record in history.Records)
        {
            ranking.Add(record.Result);
            byNumber.Add(record.Trial, record);
        }

        Goal goal = spec.Metrics[0].Goal;
        IEnumerable<EndedTrial> rest = history.Records.Where(record => record.Result.Outcome != TrialOutcome.Complete)
            .OrderBy(record => record.Result.Outcome)
            .ThenByDescending(record => record.PrunedAt ?? 0)
            .ThenBy(record => goal.ToLoss(record.Result.Scores[0]))
            .ThenBy(record => record.Trial);
        return [.. ranking.Top.Select(ranked => byNumber[ranked.Trial]), .. rest];
    }

    private void Add(RowBlock block, EndedTrial record)
    {
        TrialResult result = record.Result;
        double[] metrics = [.. result.Metrics];
        double[] none = [.. Enumerable.Repeat(double.NaN, columns)];
        Span<double> numbers = block.Add(
            record.Trial, result.Outcome, record.PrunedAt ?? 0, result.Scores[0], record.Proposal.Values, result.Failure);
        for (int s = 0; s < spec.Stages[0].Scenarios.Count; s++)
        {
            // A trial that was stopped early has metrics of the first scenario only, and one that failed may have none.
            ReadOnlySpan<double> row = metrics.Length >= (s + 1) * columns ? metrics.AsSpan(s * columns, columns) : none;
            numbers[0] = scorer.Score(row);
            row[..shown].CopyTo(numbers[1..]);
            numbers = numbers[(shown + 1)..];
        }
    }
}
