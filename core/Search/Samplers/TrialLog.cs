using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Search.Samplers;

/// <summary>
/// What every sampler keeps about a history: the points tried, and the trials as numbers. Grows with the history; when the
/// history is another one than before, it starts again from where the two part.
/// </summary>
internal sealed class TrialLog
{
    private readonly List<FinishedTrial> trials = [];
    private readonly List<double[]> codes = [];
    private readonly Dictionary<ParameterSet, int> seen = [];
    private Encoding? encoding;

    /// <summary>Changes whenever trials known before were taken back.</summary>
    public int Generation { get; private set; }

    /// <summary>Changes whenever the history changed at all; the same for all proposals of a batch.</summary>
    public int Version { get; private set; }

    public IReadOnlyList<FinishedTrial> Trials => trials;

    public Encoding Encoding => encoding!;

    /// <summary>The codes of a trial's values, by position in the history.</summary>
    public double[] Codes(int index) => codes[index];

    /// <summary>How many different points were tried.</summary>
    public int SeenCount => seen.Count;

    public bool Contains(ParameterSet point) => seen.ContainsKey(point);

    public void Update(ProposalRequest request)
    {
        IReadOnlyList<FinishedTrial> history = request.History;
        if (encoding?.Space != request.Space)
        {
            encoding = new Encoding(request.Space);
            Truncate(0);
        }

        int common = 0, limit = Math.Min(trials.Count, history.Count);
        while (common < limit && IsSame(trials[common], history[common]))
            common++;
        if (common < trials.Count)
            Truncate(common);
        Version += common < history.Count ? 1 : 0;
        for (int i = common; i < history.Count; i++)
        {
            FinishedTrial trial = history[i];
            trials.Add(trial);
            codes.Add(encoding.Encode(trial.Values));
            seen[trial.Values] = seen.GetValueOrDefault(trial.Values) + 1;
        }
    }

    // A host that reads its history anew each time gives other objects with the same content.
    private static bool IsSame(FinishedTrial left, FinishedTrial right) =>
        ReferenceEquals(left, right)
        || (left.Number == right.Number && left.Outcome == right.Outcome && left.Values.Equals(right.Values)
            && left.Losses.SequenceEqual(right.Losses) && left.Steps.SequenceEqual(right.Steps));

    private void Truncate(int count)
    {
        Generation++;
        Version++;
        for (int i = count; i < trials.Count; i++)
        {
            if (--seen[trials[i].Values] == 0)
                seen.Remove(trials[i].Values);
        }

        trials.RemoveRange(count, trials.Count - count);
        codes.RemoveRange(count, codes.Count - count);
    }
}
