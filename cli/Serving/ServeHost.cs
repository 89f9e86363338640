using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Service.Models;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports.Pages;

namespace ServerlessTuner.Cli.Serving;

/// <summary>
/// Runs the studies of a service. <see cref="Admission"/> decides which are at work, <see cref="Scheduler"/> which piece is next,
/// <see cref="Conclusion"/> how they end, <see cref="Recorder"/> keeps what is shown. Each study lives in a folder; what a killed
/// process leaves there is all that the next one needs.
/// </summary>
internal sealed class ServeHost : IStudyHost, IAsyncDisposable
{
    private static readonly TimeSpan SavePeriod = TimeSpan.FromSeconds(1);

    // How long a call of an agent waits for a study to be opened, after a restart of the service for example.
    private static readonly TimeSpan OpeningPatience = TimeSpan.FromSeconds(5);

    // A piece of work that does not look at its token is left behind: its study goes on from its journal.
    private static readonly TimeSpan EndingPatience = TimeSpan.FromSeconds(4);

    private readonly LiveStudies live = new();
    private readonly CancellationTokenSource ended = new();
    private readonly List<Task> loops = [];
    private readonly ServeOptions options;
    private readonly FileStudyStore store;
    private readonly FileAgentTrialStore trials;
    private readonly TimeProvider time;
    private readonly Action<string> log;
    private readonly WorkerPool pool;
    private readonly Recorder recorder;
    private readonly Conclusion conclusion;
    private readonly AgentWork agents;
    private readonly Scheduler scheduler;
    private readonly Admission admission;

    public ServeHost(ServeOptions options, FileStudyStore store, TimeProvider time, Action<string> log)
    {
        (this.options, this.store, this.time, this.log) = (options, store, time, log);
        trials = new FileAgentTrialStore(id => Path.Combine(store.FolderOf(id), "agents"), log);
        Models = new FileModelStore(options.Models ?? Path.Combine(options.Root, "models"));
        Uploads = new FileArtifactStore(Path.Combine(options.Root, "data"));
        // As many again as studies may be at work: for opening and for publishing.
        pool = new WorkerPool(options.Workers + Math.Min(options.Studies, Environment.ProcessorCount));
        recorder = new Recorder(live, store, log);
        conclusion = new Conclusion(live, store, recorder, pool, time, log);
        agents = new AgentWork(trials, time);
        scheduler = new Scheduler(live, conclusion, agents, time, log);
        var data = new UploadedData(new ConfinedData(options.DataRoot), Uploads);
        admission = new Admission(live, store, recorder, conclusion, pool, data, options, time, log) { Opened = scheduler.Wake };
        conclusion.Ended = admission.AdmitNext;
    }

    /// <inheritdoc/>
    public IArtifactStore Uploads { get; }

    /// <inheritdoc/>
    public IAgentTrialStore AgentTrials => trials;

    /// <inheritdoc/>
    public IModelStore Models { get; }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Bars>> LoadDataAsync(string id, StudySpec spec, CancellationToken cancellation) =>
        admission.LoadAsync(spec, cancellation);

    /// <summary>Takes up what an earlier process left, and starts the threads.</summary>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        IReadOnlyList<StudyRecord> left = [.. (await store.ListAsync(cancellation)).Where(study => !study.HasEnded).Reverse()];
        foreach (StudyRecord study in left)
            live.TryAdd(new ServedStudy(study, store.FolderOf(study.Id)));
        if (left.Count > 0)
            log($"Taking up {left.Count} studies.");
        // Those that were at work go on before those that waited.
        foreach (ServedStudy study in live.All.Where(study => study.Status is StudyStatus.Running or StudyStatus.Stopping).ToList())
            admission.Admit(study);
        admission.AdmitNext();
        for (int i = 0; i < options.Workers; i++)
            loops.Add(pool.RunAsync(scheduler.WorkAsync));
        _ = scheduler.TurnAsync(ended.Token);
        loops.Add(KeepAsync());
    }

    /// <inheritdoc/>
    public string NewId() => Guid.NewGuid().ToString("N");

    /// <inheritdoc/>
    public IArtifactStore ArtifactsOf(string id) => new FileArtifactStore(admission.OutputOf(id));

    /// <inheritdoc/>
    public async Task StartAsync(StudyRecord study, CancellationToken cancellation)
    {
        var served = new ServedStudy(study, store.FolderOf(study.Id));
        if (!live.TryAdd(served))
            return;
        log($"{study.Id}: accepted '{study.Name}'.");
        admission.AdmitNext();
        await recorder.NoteAsync(served);
    }

    /// <inheritdoc/>
    public async Task SignalAsync(string id, StudySignal signal, CancellationToken cancellation)
    {
        if (live.Find(id) is not { } study || !TrySignal(study, signal))
            return;
        log($"{id}: {signal.ToString().ToLowerInvariant()}.");
        if (signal == StudySignal.Resume)
            study.Marker.Reset();
        if (signal == StudySignal.Cancel)
            study.Cancel();
        else if (signal == StudySignal.Stop && study.Run is { } run)
            run.Apply(new EndSearch("It was stopped."));
        else if (signal == StudySignal.Stop)
            admission.Admit(study);
        else
            admission.AdmitNext();
        await conclusion.SettleAsync(study);
        await recorder.NoteAsync(study);
        await recorder.NoteTrialsAsync(study);
        await AbandonAsync(study);
        scheduler.Wake();
    }

    /// <inheritdoc/>
    public async Task<StudyRecord> ObserveAsync(StudyRecord saved, CancellationToken cancellation) =>
        live.Find(saved.Id) is { } study ? study.Meter.Observe() : await store.FindAsync(saved.Id, cancellation) ?? saved;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Bars>> LoadBarsAsync(string id, StudySpec spec, CancellationToken cancellation) =>
        admission.LoadAsync(spec, cancellation);

    /// <inheritdoc/>
    public async Task<LiveTrials?> ReadTrialsAsync(string id, int after, CancellationToken cancellation)
    {
        if (live.Find(id)?.Run is not { } run)
            return null;
        if (!run.Executor.Shape.Search.HasChunks)
        {
            int known;
            lock (run.History.Gate)
                known = run.History.Records.Count;
            return new LiveTrials(StudyPage.Write(run.Executor, run.History, Math.Min(after, known), known), known);
        }

        IReadOnlyList<EvaluateChunk> chunks = run.Read(plan => StudyPage.Readable(plan.Chunks, run.Executor.Schema));
        long count = chunks.Sum(chunk => (long)chunk.Count);
        return new LiveTrials(await StudyPage.ReadAsync(run.Executor, chunks, run.Artifacts, after, cancellation), count);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string id, CancellationToken cancellation)
    {
        await store.DeleteAsync(id, cancellation);
        trials.Keep(live.Contains);
        log($"{id}: removed.");
    }

    /// <inheritdoc/>
    public async Task<IAgentStudy?> FindAgentStudyAsync(string id, CancellationToken cancellation)
    {
        if (live.Find(id) is not { IsCancelled: false, Fault: null } study)
            return null;
        if (study.Run is null)
        {
            if (study.Status == StudyStatus.Queued)
                return null;
            // A study that was paused before a restart starts nothing new, but takes what is told about trials that run.
            admission.Admit(study);
            await Task.WhenAny(study.Opened, Task.Delay(OpeningPatience, time, cancellation));
        }

        return study is { Run: not null, Rules: { } rules, MayDeliver: true }
            && !live.IsEnding ? new ServedAgentStudy(scheduler, study, rules) : null;
    }

    /// <summary>Ends the threads; every study can be taken up again.</summary>
    public async ValueTask DisposeAsync()
    {
        live.End();
        await ended.CancelAsync();
        scheduler.Wake();
        try
        {
            await Task.WhenAll(loops).WaitAsync(EndingPatience, time);
            await recorder.NoteAllAsync().WaitAsync(EndingPatience, time);
        }
        catch (TimeoutException)
        {
            log("A piece of work does not end, or the disk does not answer. The studies go on from their journals.");
            return;
        }

        pool.Dispose();
        foreach (ServedStudy study in live.All)
        {
            study.Marker.Clear();
            study.Dispose();
        }
        ended.Dispose();
    }

    private bool TrySignal(ServedStudy study, StudySignal signal)
    {
        lock (live.Gate)
        {
            // What is being published is as good as done, unless the disk is waited for.
            if (study.IsConcluding && (signal != StudySignal.Cancel || study.Meter.Record.Hold is null))
                return false;
            switch (signal)
            {
                case StudySignal.Pause:
                    study.Meter.SetStatus(StudyStatus.Paused, time.GetUtcNow());
                    break;
                case StudySignal.Resume:
                    study.Meter.SetStatus(study.Run is null ? StudyStatus.Queued : StudyStatus.Running, time.GetUtcNow());
                    break;
                case StudySignal.Stop:
                    study.Meter.SetStatus(StudyStatus.Stopping, time.GetUtcNow());
                    break;
                case StudySignal.Cancel:
                    study.IsCancelled = true;
                    break;
            }

            return true;
        }
    }

    // Once a second, one after the other: it cannot overtake itself.
    private async Task KeepAsync()
    {
        using var timer = new PeriodicTimer(SavePeriod, time);
        while (!live.IsEnding)
        {
            try
            {
                await timer.WaitForNextTickAsync(ended.Token);
                await recorder.NoteAllAsync();
                foreach (ServedStudy study in live.All)
                    await AbandonAsync(study);
                trials.Keep(live.Contains);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                log($"The records are noted again in a second: {fault}");
            }
        }
    }

    private async Task AbandonAsync(ServedStudy study)
    {
        try
        {
            await agents.AbandonAsync(study, scheduler);
        }
        catch (OperationCanceledException) when (study.Cancellation.IsCancellationRequested)
        {
            // It has ended meanwhile.
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            log($"{study.Id}: trials that nobody evaluates are ended later: {fault.Message}");
        }
        catch (Exception fault)
        {
            conclusion.Fail(study, fault);
            await conclusion.SettleAsync(study);
        }
    }
}
