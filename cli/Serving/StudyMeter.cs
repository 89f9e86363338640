using System.Diagnostics;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Serving;

/// <summary>The record of a study at work, with its progress and its times.</summary>
internal sealed class StudyMeter : IProgressSink
{
    // Those who only look wait no longer for a thread that writes the journal.
    private static readonly TimeSpan MostPatience = TimeSpan.FromMilliseconds(1);
    private readonly Stopwatch atWork = new();
    private volatile StudyRecord record;
    private volatile StudyRecord last;
    private volatile StudyRun? run;
    private ConfirmedBest? confirmed;
    private TimeSpan stageStart;
    private double stageSeconds;
    private int stage;

    public StudyMeter(StudyRecord record)
    {
        this.record = last = record;
        (stage, stageSeconds) = (record.Stage, record.StageSeconds);
    }

    /// <summary>The record without what is counted since the study was opened.</summary>
    public StudyRecord Record => record;

    /// <summary>The record of a study that has ended; null before.</summary>
    public StudyRecord? Final { get; private set; }

    /// <summary>Counts the progress of a run from now on.</summary>
    public void Follow(StudyRun opened)
    {
        confirmed = new ConfirmedBest((plan, trial) => opened.Executor.Confirmed(plan, trial).Score);
        run = opened;
        opened.Begin(this);
    }

    /// <summary>Sets where the study stands, and lets the clock run only while it is at work.</summary>
    public void SetStatus(StudyStatus status, DateTimeOffset now)
    {
        bool works = status is StudyStatus.Running or StudyStatus.Stopping;
        record = record with { Status = status, Started = record.Started ?? (works ? now : null), Error = null };
        if (works)
            atWork.Start();
        else
            atWork.Stop();
    }

    /// <summary>Says why the study does not go on, or null that it does.</summary>
    public void SetHold(string? reason) => record = record with { Hold = reason };

    /// <summary>Says what is wrong with a study that waits for its user.</summary>
    public void SetError(string error) => record = record with { Error = error };

    /// <summary>Shows the end from now on.</summary>
    public void SetFinal(StudyRecord final) => Final = final;

    /// <summary>The record with all progress.</summary>
    public StudyRecord Snapshot()
    {
        if (run is not { } known)
            return WithTimes(record, 0);
        return last = known.Read(plan => Progress(known, plan));
    }

    /// <summary>The same for those who only look: while a thread holds the plan, they get what was known a moment ago.</summary>
    public StudyRecord Observe()
    {
        if (Final is { } final)
            return final;
        if (run is not { } known)
            return WithTimes(record, 0);
        return known.TryRead<StudyRecord>(MostPatience, plan => Progress(known, plan), out StudyRecord? progress)
            ? last = progress
            : WithTimes(last with { Status = record.Status, Started = record.Started, Hold = record.Hold }, 0);
    }

    /// <summary>The best trials of the first stage while it is at work; empty later.</summary>
    public IReadOnlyList<TrialRecord> TopTrials()
    {
        if (run is not { } known)
            return [];
        IReadOnlyList<RankedTrial> top = known.Read<IReadOnlyList<RankedTrial>>(plan => plan.Stage > 1 ? [] : plan.Top);
        // Without the plan, which all who bring results wait for. What has ended once stays in the history.
        var values = new ParameterSet[Math.Min(top.Count, ResultRecords.PerStage)];
        lock (known.History.Gate)
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = known.Executor.Values(top[i].Trial, known.History);
        }

        return [.. values.Select((set, i) => ResultRecords.Of(1, i + 1, top[i], set))];
    }

    public void Started(StudyPlan plan, int resumed) => Advanced(plan);

    public void Advanced(StudyPlan plan)
    {
        int now = plan.ShownStage;
        if (now != stage)
            (stage, stageSeconds, stageStart) = (now, 0, atWork.Elapsed);
    }

    private StudyRecord Progress(StudyRun known, StudyPlan plan)
    {
        // A second stage has a best of its own: that of the first was lucky there.
        RankedTrial? best = plan.Stage == 1 || plan.Shape.Stages == 1 ? plan.Best?.Trial : confirmed!.Of(plan);
        // Most looks find the best of the look before.
        string? values = best is not { } first ? null
            : last.BestTrial == first.Trial && last.BestValues is not null ? last.BestValues
            : ResultRecords.Of(1, 1, first, ValuesOf(known, plan, first.Trial)).Values;
        return WithTimes(
            record with
            {
                Stage = plan.ShownStage,
                Done = plan.Done,
                Total = plan.Total,
                Failed = plan.Counts.Failed,
                Undefined = plan.Counts.Undefined,
                Pruned = plan.Counts.Pruned,
                Trials = plan.Counts.Ended,
                Settled = plan.EndedTrials,
                SecondsPerTrial = plan.Cost.SecondsPerTrial,
                MegabytesPerTrial = plan.Cost.MegabytesPerTrial,
                BestTrial = best?.Trial,
                BestScore = best?.Score,
                BestValues = values,
            },
            stageSeconds + (atWork.Elapsed - stageStart).TotalSeconds);
    }

    // Of a batch at work the history knows nothing yet.
    private static ParameterSet ValuesOf(StudyRun known, StudyPlan plan, long trial) =>
        plan.Best is { Values: { } values } best && best.Trial.Trial == trial ? values : known.Executor.Values(trial, known.History);

    private StudyRecord WithTimes(StudyRecord shown, double inStage) =>
        shown with { Seconds = record.Seconds + atWork.Elapsed.TotalSeconds, StageSeconds = inStage > 0 ? inStage : shown.StageSeconds };
}
