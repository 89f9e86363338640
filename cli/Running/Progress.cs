using System.Diagnostics;
using System.Globalization;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Cli.Running;

/// <summary>Hears how a run goes. Calls come one at a time.</summary>
public interface IProgressSink
{
    /// <summary>The run starts, with so many pieces already done by an earlier one.</summary>
    void Started(StudyPlan plan, int resumed);

    /// <summary>A piece of work was folded in.</summary>
    void Advanced(StudyPlan plan);
}

/// <summary>Says nothing.</summary>
public sealed class QuietProgress : IProgressSink
{
    /// <inheritdoc/>
    public void Started(StudyPlan plan, int resumed)
    {
    }

    /// <inheritdoc/>
    public void Advanced(StudyPlan plan)
    {
    }
}

/// <summary>
/// Prints lines such as <c>[Stage 1] 50/1152 (4.3%) elapsed=00:00:45 eta=00:17:52 best_score=1.2450</c>, at most one for
/// every n trials and each flushed.
/// </summary>
public sealed class LineProgress(TextWriter output, long every) : IProgressSink
{
    private long start;
    private long atStart;
    private int stage = 1;
    private long printed;

    /// <inheritdoc/>
    public void Started(StudyPlan plan, int resumed)
    {
        start = Stopwatch.GetTimestamp();
        atStart = plan.Done;
        stage = plan.Stage;
        if (resumed > 0)
            output.WriteLine($"Continuing: {resumed} pieces of work were finished before.");
    }

    /// <inheritdoc/>
    public void Advanced(StudyPlan plan)
    {
        if (plan.Stage != stage)
        {
            Print(stage, plan.Stage == 2 && plan.Spec.Stages.Count > 1 ? plan.Trials : plan.Total, plan.Stage == 2 && plan.Spec.Stages.Count > 1 ? plan.Trials : plan.Total, plan);
            (stage, printed, atStart, start) = (plan.Stage, 0, 0, Stopwatch.GetTimestamp());
            return;
        }

        if (plan.Done - printed >= every)
        {
            printed = plan.Done;
            Print(stage, plan.Done, plan.Total, plan);
        }
    }

    private void Print(int number, long done, long total, StudyPlan plan)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        long fresh = done - atStart;
        TimeSpan eta = fresh > 0 ? elapsed * ((double)(total - done) / fresh) : TimeSpan.Zero;
        string best = plan.Top is [var top, ..] && !double.IsNaN(top.Score) ? top.Score.ToString("F4", CultureInfo.InvariantCulture) : "none";
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"[Stage {number}] {done}/{total} ({100.0 * done / Math.Max(1, total):F1}%) elapsed={Clock(elapsed)} eta={Clock(eta)} best_score={best}"));
        output.Flush();
    }

    // Hours run on past 24, so that a long study does not seem to start anew.
    private static string Clock(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours:D2}:{time.Minutes:D2}:{time.Seconds:D2}");
}

/// <summary>The ranking as a table for the terminal.</summary>
public static class RankingTable
{
    /// <summary>Writes the finalists, or the best trials of a study with one stage.</summary>
    public static void Write(RunOutcome outcome, TextWriter output)
    {
        StudySpec spec = outcome.Plan.Spec;
        if (outcome.Finalists.Count == 0)
        {
            foreach (var ranked in outcome.Plan.Top)
                output.WriteLine($"Best: trial {ranked.Trial}  {ranked.Score:F4}  {outcome.Executor.Values(ranked.Trial, outcome.History)}");
        }
        else
        {
            string[] scenarios = [.. spec.Stages[1].Scenarios];
            output.WriteLine("rank   trial      score" + string.Concat(scenarios.Select(name => $"{"score_" + name,11}")) + "  parameters");
            int rank = 0;
            foreach (var finalist in outcome.Finalists)
            {
                ParameterSet values = outcome.Executor.Values(finalist.Trial, outcome.History);
                output.WriteLine($"{++rank,4} {finalist.Trial,7} {finalist.Score,10:F4}" + string.Concat(finalist.Scores.Select(score => $"{score,11:F4}")) + $"  {values}");
            }
        }

        if (outcome.Plan.KeepReason is { } reason)
            output.WriteLine(reason);
        if (outcome.Plan.Failed > 0)
            output.WriteLine($"{outcome.Plan.Failed} of {outcome.Plan.Trials} trials failed; the column 'failure' says why.");
        output.WriteLine($"Results in {outcome.Folder} after {outcome.Elapsed.TotalSeconds:F2} s.");
    }
}
