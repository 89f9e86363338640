using System.Diagnostics;
using System.Globalization;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Running;

/// <summary>Where a stage stands.</summary>
/// <param name="Stage">The stage's number, from 1.</param>
/// <param name="Done">Trials done, in a later stage evaluations.</param>
/// <param name="Total">How many there are in all; 0 where that is not known.</param>
/// <param name="Elapsed">Time since the stage began in this run.</param>
/// <param name="Rate">How many are done per second, in this run; 0 while that is not known.</param>
/// <param name="Best">The best trial of this stage so far, or null.</param>
public readonly record struct StageView(int Stage, long Done, long Total, TimeSpan Elapsed, double Rate, RankedTrial? Best)
{
    /// <summary>The trials of the first stage that have ended so far, however they did.</summary>
    public SearchCounts Counts { get; init; }

    /// <summary>Those of them that did not end well, as <c>, 1 failed, 3 pruned</c>; empty in later stages.</summary>
    public string Others => Stage == 1 ? Outcomes.Counts(Counts.Failed, Counts.Undefined, Counts.Pruned) : string.Empty;

    /// <summary>The share done, from 0 to 1; 0 where the total is not known.</summary>
    public double Share => Total > 0 ? (double)Done / Total : 0;

    /// <summary>How long the rest takes at this rate; null where that is not known.</summary>
    public TimeSpan? Eta =>
        Total == 0
            || (Rate == 0 && Done < Total)
                ? null
                : Done >= Total ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min((Total - Done) / Rate, 1e9));

    /// <summary>The best score with four decimals, or <c>none</c>.</summary>
    public string BestScore => Best is { } best ? best.Score.ToString("F4", CultureInfo.InvariantCulture) : "none";

    /// <summary>The best score in full, or null.</summary>
    public double? Score => Best?.Score;

    // Hours run on past 24, so that a long study does not seem to start anew.
    internal static string Clock(TimeSpan? time) => time is TimeSpan known
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)known.TotalHours:D2}:{known.Minutes:D2}:{known.Seconds:D2}")
        : "unknown";
}

/// <summary>Follows the stages of a run for a display of any kind. Not safe for several threads.</summary>
internal sealed class StageMeter
{
    private long start;
    private long atStart;
    private int stage = 1;
    private ConfirmedBest? confirmed;

    /// <summary>The values of a trial that is applied.</summary>
    public Func<long, ParameterSet>? Values { get; set; }

    /// <summary>The values of the best trial, which may be of a batch at work; null where nobody can tell.</summary>
    public ParameterSet? BestValues(StudyPlan plan, RankedTrial best) =>
        plan.Best is { Values: { } values } known && known.Trial.Trial == best.Trial ? values : Values?.Invoke(best.Trial);

    /// <summary>The score of a trial that has been through the second stage.</summary>
    public Func<long, double>? Confirmed
    {
        set => confirmed = value is null ? null : new ConfirmedBest((_, trial) => value(trial));
    }

    /// <summary>The run starts.</summary>
    public void Begin(StudyPlan plan) => (start, atStart, stage) = (Stopwatch.GetTimestamp(), plan.Done, plan.Stage);

    /// <summary>A piece of work was applied.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="ended">The last view of a stage that ended with this piece, or null.</param>
    /// <returns>The current stage; null when all are done.</returns>
    public StageView? Advance(StudyPlan plan, out StageView? ended)
    {
        ended = null;
        if (plan.Stage != stage)
        {
            long total = plan.TotalOf(stage);
            ended = View(plan, total, total);
            (start, atStart, stage) = (Stopwatch.GetTimestamp(), plan.IsFinished ? 0 : plan.Done, plan.Stage);
        }

        return plan.IsFinished ? null : View(plan, plan.Done, plan.Total);
    }

    /// <summary>The current view, with the clock gone on.</summary>
    public StageView Refresh(StageView view) => view with { Elapsed = Stopwatch.GetElapsedTime(start) };

    private StageView View(StudyPlan plan, long done, long total)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        double rate = done > atStart && elapsed > TimeSpan.Zero ? (done - atStart) / elapsed.TotalSeconds : 0;
        return new StageView(stage, done, total, elapsed, rate, stage == 1 ? plan.Best?.Trial : confirmed?.Of(plan))
        {
            Counts = plan.Counts,
        };
    }
}
