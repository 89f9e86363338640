using System.Text.Json;
using ServerlessTuner.Cli.Running;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Serving;

/// <summary>Lets as many studies to work as may be at work at once, the oldest first, and opens them.</summary>
internal sealed class Admission(
    LiveStudies live,
    FileStudyStore store,
    Recorder recorder,
    Conclusion conclusion,
    WorkerPool pool,
    IDataSource data,
    ServeOptions options,
    TimeProvider time,
    Action<string> log)
{
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(1);
    private readonly BarCache cache = new();

    /// <summary>Called when a study is open: there is work.</summary>
    public Action Opened { get; set; } = () => { };

    /// <summary>The folder of a study's results.</summary>
    public string OutputOf(string id) => Path.Combine(store.FolderOf(id), "out");

    /// <summary>The market data of a study as they are now.</summary>
    public async Task<IReadOnlyList<Bars>> LoadAsync(StudySpec spec, CancellationToken cancellation) =>
        (await MarketData.LoadAsync(spec.Data, data, cache, cancellation)).Bars;

    /// <summary>Opens the studies whose turn it is.</summary>
    public void AdmitNext()
    {
        var next = new List<ServedStudy>();
        lock (live.Gate)
        {
            int atWork = live.All.Count(study => study.IsAdmitted && study.Status is StudyStatus.Running or StudyStatus.Stopping);
            IEnumerable<ServedStudy> waiting = live.All.Where(
                study => study is { Status: StudyStatus.Queued, IsAdmitted: false, IsCancelled: false });
            foreach (
                ServedStudy study in waiting.OrderBy(study => study.Meter.Record.Created).Take(
                    Math.Max(0, options.Studies - atWork)).ToList())
            {
                if (TryMark(study))
                    next.Add(study);
            }
        }

        foreach (ServedStudy study in next)
            Open(study);
    }

    /// <summary>Opens a study, whether it is its turn or not.</summary>
    public void Admit(ServedStudy study)
    {
        bool mine;
        lock (live.Gate)
            mine = TryMark(study);
        if (mine)
            Open(study);
    }

    // Called with the gate.
    private bool TryMark(ServedStudy study)
    {
        if (study.IsAdmitted || study.IsSetAside || live.IsEnding)
            return false;
        study.IsAdmitted = true;
        study.Meter.SetStatus(study.Status == StudyStatus.Queued ? StudyStatus.Running : study.Status, time.GetUtcNow());
        return true;
    }

    private void Open(ServedStudy study) => _ = pool.RunAsync(() => OpenAsync(study));

    private async Task OpenAsync(ServedStudy study)
    {
        if (!study.Marker.TrySet())
        {
            await SetAsideAsync(study);
            return;
        }

        await recorder.NoteAsync(study);
        bool isOpen = false;
        while (!isOpen && study.Fault is null)
        {
            try
            {
                StudyRun run = await ReadAsync(study);
                if (study.Status == StudyStatus.Stopping && !run.HasEndReason())
                    run.Apply(new EndSearch("It was stopped."));
                lock (live.Gate)
                {
                    study.Meter.SetHold(null);
                    study.Open(run);
                }

                isOpen = true;
            }
            catch (OperationCanceledException) when (study.Cancellation.IsCancellationRequested)
            {
                lock (live.Gate)
                    study.IsAdmitted = false;
                break;
            }
            catch (Exception fault) when (StorageFault.Is(fault))
            {
                await HoldAsync(study, fault);
            }
            catch (Exception fault)
            {
                conclusion.Fail(study, fault);
            }
        }

        await conclusion.SettleAsync(study);
        Opened();
    }

    private async Task<StudyRun> ReadAsync(ServedStudy study)
    {
        study.Cancellation.ThrowIfCancellationRequested();
        await using Stream json = await new FileArtifactStore(OutputOf(study.Id)).OpenAsync(StudyService.StudyArtifact, study.Cancellation)
            ?? throw new InvalidInputException("id", "The study itself was not kept.", "Send it again under another id.");
        using var reader = new StreamReader(json);
        StudySpec spec;
        try
        {
            spec = StudyFile.FromJson(await reader.ReadToEndAsync(study.Cancellation));
        }
        catch (JsonException)
        {
            throw Damaged();
        }

        if (StudyRequest.HashOf(spec) != study.Meter.Record.Hash)
            throw Damaged();
        return await StudyRun.OpenAsync(
            spec, OutputOf(study.Id), new RunOptions { Tell = line => log($"{study.Id}: {line}") }, data, cache, study.Cancellation);
    }

    private static InvalidInputException Damaged() => new(
        StudyService.StudyArtifact, "The study itself is damaged on the disk of the service. Send it again under another id.");

    private async Task SetAsideAsync(ServedStudy study)
    {
        string reason = $"The service ended {StartMarker.MostStarts} times in a row while it opened this study, which is set aside "
            + $"therefore. Resume it to have it tried again, or cancel it.";
        lock (live.Gate)
        {
            study.IsAdmitted = false;
            study.Meter.SetStatus(StudyStatus.Paused, time.GetUtcNow());
            study.Meter.SetError(reason);
        }

        log($"{study.Id}: set aside. {reason}");
        await recorder.NoteAsync(study);
        AdmitNext();
    }

    private async Task HoldAsync(ServedStudy study, Exception fault)
    {
        bool isNew;
        lock (live.Gate)
        {
            isNew = study.Meter.Record.Hold is null;
            study.Meter.SetHold(StorageFault.Explain(fault));
        }

        if (isNew)
            log($"{study.Id}: cannot be opened yet: {fault.Message}");
        await Task.Delay(RetryPeriod, time, study.Cancellation).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }
}
