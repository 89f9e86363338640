using System.Collections.Concurrent;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Serving;

/// <summary>
/// Runs the studies of a service: some threads take pieces of work from whichever study has the fewest at work, so that every study
/// gets its share. Each study lives in a folder; what a killed process leaves there is all that the next one needs.
/// </summary>
internal sealed partial class ServeHost : IStudyHost, IDisposable
{
    private static readonly TimeSpan SavePeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan IdlePeriod = TimeSpan.FromMilliseconds(100);

    // Guards the studies and all their members; taken before the lock of a plan, never inside, and never held while a disk works.
    private readonly object gate = new();
    private readonly ConcurrentDictionary<string, ServedStudy> studies = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> unsaved = new();
    private readonly List<Thread> threads = [];
    private readonly ServeOptions options;
    private readonly FileStudyStore store;
    private readonly IDataSource data;
    private readonly BarCache cache = new();
    private readonly TimeProvider time;
    private readonly Action<string> log;
    private readonly Timer saving;
    private long served;
    private bool ending;

    public ServeHost(ServeOptions options, FileStudyStore store, TimeProvider time, Action<string> log)
    {
        (this.options, this.store, this.time, this.log) = (options, store, time, log);
        AgentTrials = new FileAgentTrialStore(id => Path.Combine(store.FolderOf(id), "agents"));
        Uploads = new FileArtifactStore(Path.Combine(options.Root, "data"));
        data = new UploadedData(new ConfinedData(options.DataRoot), Uploads);
        saving = new Timer(_ => SaveAll(), null, SavePeriod, SavePeriod);
    }

    /// <inheritdoc/>
    public IArtifactStore Uploads { get; }

    /// <summary>Takes up what an earlier process left, and starts the threads.</summary>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        IReadOnlyList<StudyRecord> left = [.. (await store.ListAsync(cancellation)).Where(study => !study.HasEnded).Reverse()];
        lock (gate)
        {
            foreach (StudyRecord study in left)
                studies[study.Id] = new ServedStudy(study);
            if (left.Count > 0)
                log($"Taking up {left.Count} studies.");
            // Those that were at work go on before those that waited.
            foreach (ServedStudy study in studies.Values.Where(study => study.Status is StudyStatus.Running or StudyStatus.Stopping).ToList())
                Admit(study);
            AdmitNext();
        }

        for (int i = 0; i < options.Workers; i++)
        {
            var thread = new Thread(Work) { IsBackground = true, Name = $"worker {i}" };
            threads.Add(thread);
            thread.Start();
        }
    }

    /// <inheritdoc/>
    public string NewId() => Guid.NewGuid().ToString("N");

    /// <inheritdoc/>
    public IArtifactStore ArtifactsOf(string id) => new FileArtifactStore(OutputOf(id));

    /// <inheritdoc/>
    public Task StartAsync(StudyRecord study, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (!ending && studies.TryAdd(study.Id, new ServedStudy(study)))
            {
                log($"{study.Id}: accepted '{study.Name}'.");
                AdmitNext();
            }
        }

        Flush();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SignalAsync(string id, StudySignal signal, CancellationToken cancellation)
    {
        ServedStudy? study;
        lock (gate)
        {
            if (!studies.TryGetValue(id, out study) || study.IsPublishing)
                return Task.CompletedTask;
            log($"{id}: {signal.ToString().ToLowerInvariant()}.");
            switch (signal)
            {
                case StudySignal.Pause:
                    study.SetStatus(StudyStatus.Paused, time.GetUtcNow());
                    AdmitNext();
                    break;
                case StudySignal.Resume:
                    study.SetStatus(study.Run is null ? StudyStatus.Queued : StudyStatus.Running, time.GetUtcNow());
                    AdmitNext();
                    break;
                case StudySignal.Stop:
                    study.SetStatus(StudyStatus.Stopping, time.GetUtcNow());
                    if (study.Run is null)
                        Admit(study);
                    else
                        study.Run.Apply(new EndSearch("It was stopped."));
                    break;
                case StudySignal.Cancel:
                    study.IsCancelled = true;
                    study.Cancel();
                    break;
            }

            Remember(study);
            Settle(study);
            Monitor.PulseAll(gate);
        }

        SaveTrials(study);
        Attempt(study, () => AbandonAsync(study));
        Flush();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<StudyRecord> ObserveAsync(StudyRecord saved, CancellationToken cancellation) =>
        studies.TryGetValue(saved.Id, out ServedStudy? study) ? study.Observe() : await store.FindAsync(saved.Id, cancellation) ?? saved;

    /// <summary>Ends the threads; every study can be taken up again.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            ending = true;
            foreach (ServedStudy study in studies.Values)
                study.Cancel();
            Monitor.PulseAll(gate);
        }

        foreach (Thread thread in threads)
            thread.Join();
        saving.Dispose();
        SaveAll();
        foreach (ServedStudy study in studies.Values)
            study.Dispose();
    }

    private string OutputOf(string id) => Path.Combine(store.FolderOf(id), "out");

    private void Work()
    {
        WorkerPriority.Lower();
        while (true)
        {
            ServedStudy study;
            WorkItem item;
            lock (gate)
            {
                while (!TryTake(out study, out item))
                {
                    if (ending)
                        return;
                    Monitor.Wait(gate, IdlePeriod);
                }
            }

            // A thread of its own, so that waiting there takes none from those that answer.
            Attempt(study, () => item is EvaluateTrial trial && study.Rules is not null ? OfferAsync(study, trial) : study.Run!.DoAsync(item, study, study.Cancellation));
            lock (gate)
            {
                study.InFlight--;
                Settle(study);
                Monitor.PulseAll(gate);
            }

            Flush();
        }
    }

    /// <summary>Takes work from the study with the fewest pieces at work; among equals from the one served longest ago.</summary>
    private bool TryTake(out ServedStudy study, out WorkItem item)
    {
        (study, item) = (null!, null!);
        if (ending)
            return false;
        foreach (ServedStudy candidate in studies.Values.Where(candidate => candidate.MayWork && candidate.InFlight < candidate.Run!.Workers).OrderBy(candidate => candidate.InFlight).ThenBy(candidate => candidate.LastServed).ToList())
        {
            if (candidate.Run!.Take(TimeSpan.Zero) is WorkItem taken)
            {
                candidate.InFlight++;
                candidate.LastServed = ++served;
                (study, item) = (candidate, taken);
                return true;
            }

            candidate.Fault ??= candidate.Run.Fault;
            Settle(candidate);
        }

        return false;
    }

    /// <summary>Draws the conclusions once no piece of a study is at work.</summary>
    private void Settle(ServedStudy study)
    {
        if (study.InFlight > 0 || study.IsPublishing || ending || !studies.ContainsKey(study.Record.Id))
            return;
        if (study.Fault is { } fault)
            End(study, StudyStatus.Failed, Explain(fault), []);
        else if (study.IsCancelled && (study.Run is not null || !study.IsAdmitted))
            End(study, StudyStatus.Cancelled, null, []);
        else if (study.MayWork && study.Run!.IsFinished)
        {
            study.IsPublishing = true;
            // A million rows are merged and written: on a thread that steps back as well.
            var thread = new Thread(() => Publish(study)) { IsBackground = true, Name = $"publish {study.Record.Id}" };
            thread.Start();
        }
    }

    private void Publish(ServedStudy study)
    {
        WorkerPriority.Lower();
        PublishAsync(study).GetAwaiter().GetResult();
    }

    private async Task PublishAsync(ServedStudy study)
    {
        try
        {
            RunOutcome outcome = await study.Run!.PublishAsync(study.Cancellation);
            IArtifactStore artifacts = ArtifactsOf(study.Record.Id);
            IReadOnlyList<TrialRecord> trials = await ResultRecords.ReadAsync(study.Run.Spec, artifacts, study.Cancellation);
            lock (study.SavingTrials)
                store.SaveTrialsAsync(study.Record.Id, trials, default).GetAwaiter().GetResult();
            string[] names = [.. (await artifacts.ListAsync(string.Empty, study.Cancellation)).Select(item => item.Name).Where(StudyService.IsPublic)];
            StudyStatus status = study.Status == StudyStatus.Stopping ? StudyStatus.Stopped : StudyStatus.Completed;
            lock (gate)
            {
                if (!ending)
                    End(study, status, null, names, outcome.Finalists is [var best, ..] ? new RankedTrial(best.Trial, best.Score) : null);
            }

            Flush();
        }
        catch (OperationCanceledException) when (study.Cancellation.IsCancellationRequested)
        {
            // The service ends; the next process publishes.
        }
        catch (Exception fault)
        {
            lock (gate)
                End(study, StudyStatus.Failed, Explain(fault), []);
            Flush();
        }
    }

    private void End(ServedStudy study, StudyStatus status, string? error, IReadOnlyList<string> artifacts, RankedTrial? best = null)
    {
        study.SetStatus(status, time.GetUtcNow());
        StudyRecord record = study.Snapshot() with { Finished = time.GetUtcNow(), Error = error, Artifacts = artifacts };
        if (best is { } first && double.IsFinite(first.Score))
            record = record with { BestTrial = first.Trial, BestScore = first.Score, BestValues = ResultRecords.Of(1, 1, first, study.Run!.Executor.Values(first.Trial, study.Run.History)).Values };
        store.Remember(record);
        unsaved.Enqueue(record.Id);
        studies.TryRemove(record.Id, out _);
        log($"{record.Id}: {status.ToString().ToLowerInvariant()}{(error is null ? string.Empty : $": {error}")}");
        study.Dispose();
        AdmitNext();
        Monitor.PulseAll(gate);
    }

    private void AdmitNext()
    {
        int atWork = studies.Values.Count(study => study.IsAdmitted && study.Status is StudyStatus.Running or StudyStatus.Stopping);
        foreach (ServedStudy study in studies.Values.Where(study => study is { Status: StudyStatus.Queued, IsAdmitted: false }).OrderBy(study => study.Record.Created).Take(Math.Max(0, options.Studies - atWork)).ToList())
            Admit(study);
    }

    private void Admit(ServedStudy study)
    {
        if (study.IsAdmitted)
            return;
        study.IsAdmitted = true;
        if (study.Status == StudyStatus.Queued)
            study.SetStatus(StudyStatus.Running, time.GetUtcNow());
        else
            study.SetStatus(study.Status, time.GetUtcNow());
        Remember(study);
        _ = Task.Run(() => OpenAsync(study));
    }

    private async Task OpenAsync(ServedStudy study)
    {
        string id = study.Record.Id;
        try
        {
            await using Stream? json = await ArtifactsOf(id).OpenAsync(StudyService.StudyArtifact, study.Cancellation)
                ?? throw new InvalidInputException("id", "The study itself was not kept. Send it again under another id.");
            using var reader = new StreamReader(json);
            StudySpec spec = StudyFile.FromJson(await reader.ReadToEndAsync(study.Cancellation));
            StudyRun run = await StudyRun.OpenAsync(spec, OutputOf(id), new RunWishes(), data, cache, study.Cancellation);
            lock (gate)
            {
                study.Open(run);
                if (study.Status == StudyStatus.Stopping && run.Read(plan => plan.EndReason) is null)
                    run.Apply(new EndSearch("It was stopped."));
                Settle(study);
                Monitor.PulseAll(gate);
            }
        }
        catch (OperationCanceledException) when (study.Cancellation.IsCancellationRequested)
        {
            lock (gate)
            {
                study.IsAdmitted = false;
                Settle(study);
            }
        }
        catch (Exception fault)
        {
            lock (gate)
            {
                study.Fault ??= fault;
                Settle(study);
            }
        }

        Flush();
    }

    private static string Explain(Exception fault) => fault is InvalidInputException ? fault.Message : $"{fault.GetType().Name}: {fault.Message}";

    private void Remember(ServedStudy study)
    {
        store.Remember(study.Snapshot());
        unsaved.Enqueue(study.Record.Id);
    }

    /// <summary>Writes what was remembered; called without the gate. A kill before that costs nothing: the journal says how far a study is.</summary>
    private void Flush()
    {
        while (unsaved.TryDequeue(out string? id))
            store.Flush(id);
    }

    private void SaveTrials(ServedStudy study)
    {
        // What is published must not be overwritten by what was known before.
        lock (study.SavingTrials)
        {
            IReadOnlyList<TrialRecord> trials;
            lock (gate)
                trials = study is { Run: { } run, IsPublishing: false } && run.Read(plan => plan.Stage) == 1 ? study.TopTrials() : [];
            if (trials.Count > 0)
                store.SaveTrialsAsync(study.Record.Id, trials, default).GetAwaiter().GetResult();
        }
    }

    private void SaveAll()
    {
        foreach (ServedStudy study in studies.Values.Where(study => study.Run is not null))
        {
            lock (gate)
            {
                if (study.IsPublishing || !studies.ContainsKey(study.Record.Id))
                    continue;
                Remember(study);
            }

            SaveTrials(study);
            Attempt(study, () => AbandonAsync(study));
        }

        Flush();
    }

    private void Attempt(ServedStudy study, Func<Task> work)
    {
        try
        {
            work().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (study.Cancellation.IsCancellationRequested)
        {
            // Cancelled, or the service ends; Settle knows which.
        }
        catch (Exception fault)
        {
            lock (gate)
                study.Fault ??= fault;
            study.Cancel();
            lock (gate)
                Settle(study);
        }
    }
}
