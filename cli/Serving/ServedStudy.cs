using System.Collections.Concurrent;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies.Objectives;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Serving;

/// <summary>A study that has not ended. What can be set is guarded by <see cref="LiveStudies.Gate"/>.</summary>
internal sealed class ServedStudy : IDisposable
{
    private readonly CancellationTokenSource cancellation = new();
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ServedStudy(StudyRecord record, string folder)
    {
        Marker = new StartMarker(folder);
        Meter = new StudyMeter(record with { Hold = null });
        Cancellation = cancellation.Token;
    }

    /// <summary>Its id.</summary>
    public string Id => Meter.Record.Id;

    /// <summary>Where it stands.</summary>
    public StudyStatus Status => Meter.Record.Status;

    /// <summary>Its record and its progress.</summary>
    public StudyMeter Meter { get; }

    /// <summary>The run; null until the data is loaded.</summary>
    public StudyRun? Run { get; private set; }

    /// <summary>What follows for agents, where they evaluate the trials; otherwise null.</summary>
    public AgentRules? Rules { get; private set; }

    /// <summary>Marks that it is being opened.</summary>
    public StartMarker Marker { get; }

    /// <summary>Whether it waits for its user, because it ended the service when it was opened.</summary>
    public bool IsSetAside => Status == StudyStatus.Paused && Meter.Record.Error is not null;

    /// <summary>Done once the run is there.</summary>
    public Task Opened => opened.Task;

    /// <summary>Awaited by whoever writes its record or its trials, so that what is older never comes last.</summary>
    public SemaphoreSlim Saving { get; } = new(1, 1);

    /// <summary>Work that was taken, but could not be finished for want of disk space.</summary>
    public ConcurrentQueue<WorkItem> Postponed { get; } = new();

    /// <summary>Whether it is being opened or is open.</summary>
    public bool IsAdmitted { get; set; }

    /// <summary>Whether it is being concluded: its results are written, or its end is.</summary>
    public bool IsConcluding { get; set; }

    /// <summary>Whether a user has cancelled it.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>What broke it.</summary>
    public Exception? Fault { get; set; }

    /// <summary>How many pieces of work are on threads now.</summary>
    public int InFlight { get; set; }

    /// <summary>When it was last given a thread, in pieces of work of the whole service.</summary>
    public long LastServed { get; set; }

    /// <summary>Until when nothing of it is started, as a time stamp; 0 where it does not hold.</summary>
    public long HoldUntil { get; set; }

    /// <summary>Grows whenever there may be new work.</summary>
    public long Turn { get; set; } = 1;

    /// <summary>The turn in which it had no work to give.</summary>
    public long IdleTurn { get; set; }

    /// <summary>Gives its work up.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Whether work may be taken from it.</summary>
    public bool MayWork =>
        Run is not null && !IsConcluding && !IsCancelled && Fault is null && Status is StudyStatus.Running or StudyStatus.Stopping;

    /// <summary>Whether outcomes of agents are taken over.</summary>
    public bool MayDeliver => Run is not null && !IsConcluding && !IsCancelled && Fault is null;

    /// <summary>Gives all its work up.</summary>
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

    /// <summary>Takes the run over.</summary>
    public void Open(StudyRun run)
    {
        Rules = run.Spec.Objective is ExternalSpec ? new AgentRules(run.Spec) : null;
        Run = run;
        Meter.Follow(run);
        opened.TrySetResult();
    }

    public void Dispose()
    {
        Run?.Dispose();
        cancellation.Dispose();
    }
}
