using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Core.Studies.Reports;

/// <summary>
/// What the report needs to know of all trials of the first stage, gathered in the one pass in which their rows are written: it keeps
/// the scores that somebody asked for, and of a million others the median, and the mean and deviation of the metric.
/// </summary>
/// <param name="capacity">How many of the best are kept.</param>
/// <param name="trials">How many trials there are.</param>
/// <param name="failed">How many of them have no score.</param>
internal sealed class SearchSummary(int capacity, long trials, long failed)
{
    private readonly Dictionary<long, double> wanted = [];
    private readonly List<RankedTrial> best = [];
    private double squares;
    private double lowerMiddle = double.NaN;
    private double upperMiddle = double.NaN;

    /// <summary>How many trials have a score.</summary>
    public long Scored { get; private set; }

    /// <summary>The best trials, best first.</summary>
    public IReadOnlyList<RankedTrial> Best => best;

    /// <summary>The median score; NaN without scores.</summary>
    public double Median => (lowerMiddle + upperMiddle) / 2;

    /// <summary>The metric of the best trial, before the low-trade rule; NaN without scores.</summary>
    public double BestValue { get; private set; } = double.NaN;

    /// <summary>The mean of the metric before the low-trade rule; NaN without scores.</summary>
    public double Mean { get; private set; } = double.NaN;

    /// <summary>The standard deviation of the metric, n − 1; 0 with less than two.</summary>
    public double Deviation => Scored > 1 ? Math.Sqrt(squares / (Scored - 1)) : 0;

    /// <summary>Asks for the score of a trial, before the first is added.</summary>
    public void Want(long trial) => wanted[trial] = double.NaN;

    /// <summary>The score of a trial that was asked for; NaN where it has none.</summary>
    public double ScoreOf(long trial) => wanted.TryGetValue(trial, out double score) ? score : double.NaN;

    /// <summary>Adds a trial; they come best first, those without a score last.</summary>
    /// <param name="trial">The trial's number.</param>
    /// <param name="score">What it is ranked by.</param>
    /// <param name="value">The metric behind the score, before the low-trade rule.</param>
    public void Add(long trial, double score, double value)
    {
        if (wanted.ContainsKey(trial))
            wanted[trial] = score;
        if (!double.IsFinite(score))
            return;
        if (best.Count < capacity)
            best.Add(new RankedTrial(trial, score));
        long count = trials - failed;
        if (Scored == (count - 1) / 2)
            lowerMiddle = score;
        if (Scored == count / 2)
            upperMiddle = score;
        // Welford's update, stable in one pass over millions.
        if (++Scored == 1)
        {
            (BestValue, Mean) = (value, value);
            return;
        }

        double delta = value - Mean;
        Mean += delta / Scored;
        squares += delta * (value - Mean);
    }
}
