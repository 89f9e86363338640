using System.Diagnostics;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies.Objectives;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Serving;

/// <summary>A study that has not ended. Its members are guarded by the host's gate, its progress by the plan's lock.</summary>
internal sealed class ServedStudy : IProgressSink, IDisposable
{
    private static readonly TimeSpan MostPatience = TimeSpan.FromMilliseconds(1);
    private readonly CancellationTokenSource cancellation = new();
    private readonly Stopwatch atWork = new();
    private volatile StudyRecord last;
    private TimeSpan stageStart;
    private double stageSeconds;
    private int stage;

    public ServedStudy(StudyRecord record)
    {
        Record = last = record;
        Cancellation = cancellation.Token;
        (stage, stageSeconds) = (record.Stage, record.StageSeconds);
    }

    /// <summary>The record without what is counted since it was opened.</summary>
    public StudyRecord Record { get; private set; }

    /// <summary>The run; null until the data is loaded.</summary>
    public StudyRun? Run { get; private set; }

    /// <summary>Whether it is being opened or is open.</summary>
    public bool IsAdmitted { get; set; }

    /// <summary>Whether its results are being written.</summary>
    public bool IsPublishing { get; set; }

    /// <summary>Whether a user has cancelled it.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>Held while its trials are saved; taken before the host's gate.</summary>
    public Lock SavingTrials { get; } = new();

    /// <summary>What broke it.</summary>
    public Exception? Fault { get; set; }

    /// <summary>How many pieces of work are on threads now.</summary>
    public int InFlight { get; set; }

    /// <summary>When it was last given a thread, in pieces of work of the whole service.</summary>
    public long LastServed { get; set; }

    public StudyStatus Status => Record.Status;

    public CancellationToken Cancellation { get; }

    /// <summary>Whether threads may take work from it.</summary>
    public bool MayWork => Run is not null && !IsPublishing && !IsCancelled && Fault is null && Status is StudyStatus.Running or StudyStatus.Stopping;

    public void Cancel()
    {
        try
        {
            cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
        }
    }

    /// <summary>What follows for agents, where they evaluate the trials; otherwise null.</summary>
    public AgentRules? Rules { get; private set; }

    public void Open(StudyRun run)
    {
        Rules = run.Spec.Objective is ExternalSpec ? new AgentRules(run.Spec) : null;
        Run = run;
        run.Begin(this);
    }

    /// <summary>Sets where it stands, and lets the clock run only while it is at work.</summary>
    public void SetStatus(StudyStatus status, DateTimeOffset now)
    {
        bool works = status is StudyStatus.Running or StudyStatus.Stopping;
        Record = Record with { Status = status, Started = Record.Started ?? (works ? now : null) };
        if (works)
            atWork.Start();
        else
            atWork.Stop();
    }

    /// <summary>The record with all progress.</summary>
    public StudyRecord Snapshot()
    {
        if (Run is not { } run)
            return WithTimes(Record, 0);
        return run.Read(plan => last = Progress(plan, run));
    }

    /// <summary>
    /// The same for those who only look, without the gate: while a thread holds the plan to write its journal, they get what was
    /// known a moment ago.
    /// </summary>
    public StudyRecord Observe()
    {
        if (Run is not { } run)
            return WithTimes(Record, 0);
        return run.TryRead(MostPatience, plan => last = Progress(plan, run), out StudyRecord? record) && record is not null
            ? record
            : WithTimes(last with { Status = Record.Status, Started = Record.Started }, 0);
    }

    /// <summary>The best trials of the first stage while it is at work.</summary>
    public IReadOnlyList<TrialRecord> TopTrials()
    {
        if (Run is not { } run)
            return [];
        return run.Read<IReadOnlyList<TrialRecord>>(plan => [.. plan.Top.Take(ResultRecords.PerStage).Select((ranked, i) => ResultRecords.Of(1, i + 1, ranked, run.Executor.Values(ranked.Trial, run.History)))]);
    }

    public void Started(StudyPlan plan, int resumed) => Advanced(plan);

    public void Advanced(StudyPlan plan)
    {
        int now = plan.ShownStage;
        if (now != stage)
            (stage, stageSeconds, stageStart) = (now, 0, atWork.Elapsed);
    }

    private StudyRecord Progress(StudyPlan plan, StudyRun run)
    {
        RankedTrial? best = plan.Top is [var top, ..] && double.IsFinite(top.Score) ? top : null;
        // Most looks find the best of the look before.
        string? values = best is not { } known ? null
            : last.BestTrial == known.Trial && last.BestValues is not null ? last.BestValues
            : ResultRecords.Of(1, 1, known, run.Executor.Values(known.Trial, run.History)).Values;
        return WithTimes(
            Record with
            {
                Stage = plan.ShownStage,
                Done = plan.Done,
                Total = plan.Total,
                Failed = plan.Failed,
                Pruned = plan.Pruned,
                Trials = plan.EndedTrials,
                BestTrial = best?.Trial,
                BestScore = best?.Score,
                BestValues = values,
            },
            stageSeconds + (atWork.Elapsed - stageStart).TotalSeconds);
    }

    private StudyRecord WithTimes(StudyRecord record, double inStage) =>
        record with { Seconds = Record.Seconds + atWork.Elapsed.TotalSeconds, StageSeconds = inStage > 0 ? inStage : record.StageSeconds };

    public void Dispose()
    {
        Run?.Dispose();
        cancellation.Dispose();
    }
}
