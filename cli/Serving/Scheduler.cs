using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Serving;

/// <summary>
/// Gives the worker threads pieces of work from whichever study has the fewest at work, so that every study gets its share. A study
/// whose work fails for want of disk space holds, and its piece is done again later.
/// </summary>
internal sealed class Scheduler(LiveStudies live, Conclusion conclusion, AgentWork agents, TimeProvider time, Action<string> log)
{
    // How often studies are asked again that had no work to give: their wall time may be up, or their hold over.
    private static readonly TimeSpan TurnPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan HoldPeriod = TimeSpan.FromSeconds(1);

    private TaskCompletionSource signal = NewSignal();
    private long served;

    /// <summary>Works until the service ends.</summary>
    public async Task WorkAsync()
    {
        while (!live.IsEnding)
        {
            // Taken before the look, so that what comes between the two is not missed.
            Task news = Volatile.Read(ref signal).Task;
            if (Reserve() is not { } study)
            {
                await news;
                continue;
            }

            try
            {
                await ServeAsync(study.Study, study.Turn);
            }
            catch (Exception fault)
            {
                // A fault of the service, not of a study's work: the thread must not be lost for it.
                log($"{study.Study.Id}: {fault}");
            }
        }
    }

    /// <summary>Asks all studies again, until the service ends.</summary>
    public async Task TurnAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TurnPeriod, time);
        while (await timer.WaitForNextTickAsync(cancellation))
            Wake();
    }

    /// <summary>Lets waiting workers look for work in all studies.</summary>
    public void Wake()
    {
        lock (live.Gate)
        {
            foreach (ServedStudy study in live.All)
                study.Turn++;
        }

        Ring();
    }

    /// <summary>Takes over what an agent told: as work, so that nothing closes the study meanwhile.</summary>
    /// <returns>False where the study has ended or is ending.</returns>
    public async Task<bool> DeliverAsync(ServedStudy study, AgentTrial told)
    {
        lock (live.Gate)
        {
            if (live.IsEnding || !study.MayDeliver)
                return false;
            study.InFlight++;
        }

        try
        {
            study.Run!.Apply(told.Result!, study.Meter);
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            // The outcome is kept beside the trial: offered again, it is applied.
            Hold(study, told.Item, fault);
        }
        finally
        {
            await ReturnAsync(study);
        }

        return true;
    }

    private (ServedStudy Study, long Turn)? Reserve()
    {
        long now = time.GetTimestamp();
        lock (live.Gate)
        {
            if (live.IsEnding)
                return null;
            ServedStudy? next = null;
            foreach (ServedStudy study in live.All)
            {
                if (!study.MayWork
                    || study.HoldUntil > now
                    || study.InFlight >= study.Run!.Workers
                    || (study.IdleTurn == study.Turn && study.Postponed.IsEmpty))
                    continue;
                if (next is null || (study.InFlight, study.LastServed).CompareTo((next.InFlight, next.LastServed)) < 0)
                    next = study;
            }

            if (next is null)
                return null;
            next.InFlight++;
            next.LastServed = ++served;
            return (next, next.Turn);
        }
    }

    private async Task ServeAsync(ServedStudy study, long turn)
    {
        WorkItem? item = null;
        bool idle = false;
        try
        {
            if (!study.Postponed.TryDequeue(out item))
                item = study.Run!.Take(TimeSpan.Zero);
            if (item is null && study.Run!.Fault is { } stuck)
                throw stuck;
            if (item is null)
                idle = true;
            else if (item is EvaluateTrial trial && study.Rules is not null)
                await agents.OfferAsync(study, trial);
            else
                await study.Run!.DoAsync(item, study.Meter, study.Cancellation);
            if (!idle)
                Release(study);
        }
        catch (OperationCanceledException) when (study.Cancellation.IsCancellationRequested)
        {
            // Cancelled, or the service ends; the conclusion knows which.
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            Hold(study, item, fault);
        }
        catch (Exception fault)
        {
            conclusion.Fail(study, fault);
        }

        if (idle)
        {
            lock (live.Gate)
                study.IdleTurn = turn;
        }

        await ReturnAsync(study, grew: !idle);
    }

    private async Task ReturnAsync(ServedStudy study, bool grew = true)
    {
        lock (live.Gate)
        {
            study.InFlight--;
            if (grew)
                study.Turn++;
        }

        await conclusion.SettleAsync(study);
        if (grew)
            Ring();
    }

    private void Hold(ServedStudy study, WorkItem? item, Exception fault)
    {
        if (item is not null)
            study.Postponed.Enqueue(item);
        bool isNew;
        lock (live.Gate)
        {
            isNew = study.Meter.Record.Hold is null;
            study.Meter.SetHold(StorageFault.Explain(fault));
            study.HoldUntil = time.GetTimestamp() + (long)(HoldPeriod.TotalSeconds * time.TimestampFrequency);
        }

        if (isNew)
            log($"{study.Id}: holds until the disk takes what is written: {fault.Message}");
    }

    // What was written after a hold shows that there is room.
    private void Release(ServedStudy study)
    {
        study.Marker.Clear();
        if (study.Meter.Record.Hold is null)
            return;
        lock (live.Gate)
        {
            study.Meter.SetHold(null);
            study.HoldUntil = 0;
        }

        log($"{study.Id}: goes on.");
    }

    private void Ring() => Interlocked.Exchange(ref signal, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
