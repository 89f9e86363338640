using System.Text.Json;
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
    private readonly List<(RankedTrial Ranked, double[] Losses)> trials = [];
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
            trials.Add((ranked, [.. result.Scores.Select((score, metric) => spec.Metrics[metric].Goal.ToLoss(score))]));
            top = null;
            return;
        }

        int place = trials.FindLastIndex(other => Compare(other.Ranked, ranked) < 0) + 1;
        if (place >= capacity)
            return;
        trials.Insert(place, (ranked, []));
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

    /// <summary>Writes the trials as one member.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("ranking");
        foreach ((RankedTrial ranked, double[] losses) in trials)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(ranked.Trial);
            WorkResult.WriteDouble(writer, ranked.Score);
            foreach (double loss in losses)
                WorkResult.WriteDouble(writer, loss);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    /// <summary>Takes over what <see cref="WriteTo"/> wrote.</summary>
    public void ReadFrom(JsonElement state)
    {
        Clear();
        foreach (JsonElement item in state.GetProperty("ranking").EnumerateArray())
        {
            double[] values = [.. item.EnumerateArray().Skip(1).Select(WorkResult.ReadDouble)];
            trials.Add((new RankedTrial(item[0].GetInt64(), values[0]), values[1..]));
        }
    }

    private RankedTrial[] Order()
    {
        if (spec.Metrics.Count == 1)
            return [.. trials.Select(trial => trial.Ranked)];
        int[] fronts = ParetoFront.Ranks([.. trials.Select(trial => (IReadOnlyList<double>)trial.Losses)]);
        return
        [
            .. Enumerable.Range(0, trials.Count)
                .Order(Comparer<int>.Create((a, b) => fronts[a] != fronts[b] ? fronts[a].CompareTo(fronts[b]) : Compare(trials[a].Ranked, trials[b].Ranked)))
                .Take(capacity)
                .Select(i => trials[i].Ranked),
        ];
    }

    private int Compare(RankedTrial left, RankedTrial right) => spec.Metrics[0].Goal.CompareRank(left.Score, left.Trial, right.Score, right.Trial);
}
