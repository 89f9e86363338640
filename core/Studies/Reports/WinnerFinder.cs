using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Analysis;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Core.Studies.Reports;

/// <summary>Finds the trials that a report speaks about, and the trials beside them.</summary>
/// <param name="executor">What carried the study out.</param>
/// <param name="plan">The finished plan.</param>
/// <param name="history">The trials of a search in batches.</param>
/// <param name="summary">All trials of the search.</param>
internal sealed class WinnerFinder(StudyExecutor executor, StudyPlan plan, StudyHistory history, SearchSummary summary)
{
    /// <summary>How many trials are shown at most.</summary>
    public const int Most = StudyShape.BestShown;

    private readonly StudySpec spec = executor.Spec;
    private Dictionary<ParameterSet, long> numbers = [];

    /// <summary>Asks the summary for the scores that the neighbours of these trials have, before the first stage is written.</summary>
    public void WantNeighbours(FirstStage stage, IEnumerable<long> trials)
    {
        var distinct = new HashSet<ParameterSet>();
        int shown = 0;
        foreach (long trial in trials)
        {
            if (++shown > Most)
                break;
            distinct.UnionWith(GridNeighbours.Of(spec.Space, executor.Values(trial, history)));
        }

        ParameterSet[] points = [.. distinct];
        numbers = stage.Find(points);
        foreach (ParameterSet point in points)
        {
            if (numbers.TryGetValue(point, out long number))
                summary.Want(number);
        }
    }

    /// <summary>The trials of a study with one stage to speak about, best first.</summary>
    /// <param name="stage">The stage, written.</param>
    public IReadOnlyList<Winner> OfSearch(FirstStage stage)
    {
        IReadOnlyList<string> scenarios = spec.Stages[0].Scenarios;
        bool several = scenarios.Count > 1 && spec.Objective.HasScenarios;
        var winners = new List<Winner>();
        for (int i = 0; i < stage.Winners.Count; i++)
        {
            RankedTrial ranked = stage.Winners[i];
            double[] scores = [ranked.Score];
            double[][] metrics = [];
            if (several)
                (scores, metrics) = Split(stage.Best.Numbers(i), scenarios.Count);
            winners.Add(Make(ranked.Trial, ranked.Score, scores, metrics, ranked.Score));
        }

        return winners;
    }

    /// <summary>The finalists of the second stage to speak about, best first.</summary>
    /// <param name="finalists">The finalists.</param>
    /// <param name="confirmation">The stage.</param>
    public IReadOnlyList<Winner> OfFinalists(IReadOnlyList<Finalist> finalists, Confirmation confirmation)
    {
        var winners = new List<Winner>();
        foreach (Finalist finalist in finalists.Take(Most))
        {
            IReadOnlyList<double>[] rows = [.. confirmation.Scenarios.Select(name => plan.Candidate(finalist.Trial, name).Metrics)];
            winners.Add(Make(finalist.Trial, finalist.Score, finalist.Scores, rows, FirstScore(finalist.Trial)));
        }

        return winners;
    }

    // A row's numbers are, scenario by scenario, the score and the metrics.
    private static (double[] Scores, double[][] Metrics) Split(ReadOnlySpan<double> numbers, int scenarios)
    {
        var scores = new double[scenarios];
        var metrics = new double[scenarios][];
        int length = numbers.Length / scenarios;
        for (int s = 0; s < scenarios; s++)
        {
            scores[s] = numbers[s * length];
            metrics[s] = numbers.Slice((s * length) + 1, length - 1).ToArray();
        }

        return (scores, metrics);
    }

    // A loop: this runs once, where every instance of a generic method is compiled anew.
    private double FirstScore(long trial)
    {
        foreach (RankedTrial ranked in plan.Kept)
        {
            if (ranked.Trial == trial)
                return ranked.Score;
        }

        return double.NaN;
    }

    private Winner Make(
        long trial, double score, IReadOnlyList<double> scores, IReadOnlyList<double>[] rows, double firstScore)
    {
        ParameterSet values = executor.Values(trial, history);
        NeighbourScores neighbours = GridNeighbours.Score(
            spec.Space, values, firstScore, summary.Median, spec.Metrics[0].Goal, point => numbers.TryGetValue(point, out long number)
                ? summary.ScoreOf(number)
                : double.NaN);
        return new Winner(
            trial,
            values,
            score,
            scores,
            rows,
            spec.Metrics.Count > 1 ? Objectives(trial) : [],
            neighbours.Neighbours > 0 ? neighbours : null);
    }

    private IReadOnlyList<double> Objectives(long trial)
    {
        var tables = new SearchTables(spec, executor.Metrics, history);
        TrialResult result = history.Records.First(record => record.Trial == trial).Result;
        return [.. spec.Metrics.Select((_, metric) => tables.Value(result, metric))];
    }
}
