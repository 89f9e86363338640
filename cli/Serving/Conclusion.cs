using ServerlessTuner.Cli.Running;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Serving;

/// <summary>Ends studies: publishes the results of those that are finished, and notes how the others ended.</summary>
internal sealed class Conclusion(
    LiveStudies live, FileStudyStore store, Recorder recorder, WorkerPool pool, TimeProvider time, Action<string> log)
{
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Called after a study has ended: there is room for another.</summary>
    public Action Ended { get; set; } = () => { };

    /// <summary>Ends a study by a fault, once no piece of it is at work.</summary>
    public void Fail(ServedStudy study, Exception fault)
    {
        lock (live.Gate)
            study.Fault ??= fault;
        study.Cancel();
    }

    /// <summary>Draws the conclusions, where no piece of a study is at work.</summary>
    public async Task SettleAsync(ServedStudy study)
    {
        bool finished = study.Run?.IsFinished == true;
        StudyStatus end;
        lock (live.Gate)
        {
            if (study.InFlight > 0 || study.IsConcluding || live.IsEnding)
                return;
            if (study.Fault is not null)
                end = StudyStatus.Failed;
            else if (study.IsCancelled && (study.Run is not null || !study.IsAdmitted))
                end = StudyStatus.Cancelled;
            else if (study.MayWork && finished)
                end = study.Status == StudyStatus.Stopping ? StudyStatus.Stopped : StudyStatus.Completed;
            else
                return;
            study.IsConcluding = true;
        }

        if (end is StudyStatus.Failed or StudyStatus.Cancelled)
            await EndAsync(study, end, study.Fault is { } fault ? Explain(fault) : null, [], null);
        else
            _ = pool.RunAsync(() => PublishAsync(study, end));
    }

    // A million rows are merged and written: on threads that step back.
    private async Task PublishAsync(ServedStudy study, StudyStatus end)
    {
        while (true)
        {
            try
            {
                RunOutcome outcome = await study.Run!.PublishAsync(study.Cancellation);
                var artifacts = new FileArtifactStore(study.Run.Folder);
                await SaveTrialsAsync(study, await ResultRecords.ReadAsync(study.Run.Spec, artifacts, study.Cancellation));
                string[] names = [
                    .. (await artifacts.ListAsync(string.Empty, study.Cancellation)).Select(item => item.Name).Where(StudyService.IsPublic)
                ];
                // Of a study that was stopped, trials may be missing that nobody tried.
                string? failure = end == StudyStatus.Completed ? outcome.Failure : null;
                if (!live.IsEnding)
                    await EndAsync(
                        study,
                        failure is null ? end : StudyStatus.Failed,
                        failure,
                        names,
                        outcome.Finalists is [var best, ..] ? new RankedTrial(best.Trial, best.Score) : null);
                return;
            }
            catch (OperationCanceledException) when (study.Cancellation.IsCancellationRequested)
            {
                if (study.IsCancelled)
                    await EndAsync(study, StudyStatus.Cancelled, null, [], null);
                // Otherwise the service ends; the next process publishes.
                return;
            }
            catch (Exception fault) when (StorageFault.Is(fault))
            {
                if (!await WaitAsync(study, fault))
                    return;
            }
            catch (Exception fault)
            {
                await EndAsync(study, StudyStatus.Failed, Explain(fault), [], null);
                return;
            }
        }
    }

    private async Task SaveTrialsAsync(ServedStudy study, IReadOnlyList<TrialRecord> trials)
    {
        await study.Saving.WaitAsync(study.Cancellation);
        try
        {
            await store.SaveTrialsAsync(study.Id, trials, study.Cancellation);
        }
        finally
        {
            study.Saving.Release();
        }
    }

    private async Task<bool> WaitAsync(ServedStudy study, Exception fault)
    {
        bool isNew;
        lock (live.Gate)
        {
            isNew = study.Meter.Record.Hold is null;
            study.Meter.SetHold(StorageFault.Explain(fault));
        }

        if (isNew)
            log($"{study.Id}: waits to publish until the disk takes what is written: {fault.Message}");
        await Task.Delay(RetryPeriod, time, study.Cancellation).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!study.IsCancelled)
            return !live.IsEnding;
        await EndAsync(study, StudyStatus.Cancelled, null, [], null);
        return false;
    }

    private async Task EndAsync(ServedStudy study, StudyStatus status, string? error, IReadOnlyList<string> artifacts, RankedTrial? best)
    {
        await recorder.EndAsync(study, record =>
        {
            record = record with { Status = status, Finished = time.GetUtcNow(), Error = error, Artifacts = artifacts };
            return best is { } first && double.IsFinite(first.Score)
                ? record with
                {
                    BestTrial = first.Trial,
                    BestScore = first.Score,
                    BestValues = ResultRecords.Of(1, 1, first, study.Run!.Executor.Values(first.Trial, study.Run.History)).Values
                }
                : record;
        });
        study.Marker.Clear();
        store.ForgetTrials(study.Id);
        log($"{study.Id}: {status.ToString().ToLowerInvariant()}{(error is null ? string.Empty : $": {error}")}");
        study.Dispose();
        Ended();
    }

    private static string Explain(Exception fault) =>
        fault is InvalidInputException ? fault.Message : $"{fault.GetType().Name}: {fault.Message}";
}
