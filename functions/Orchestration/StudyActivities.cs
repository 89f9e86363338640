using System.Diagnostics;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessTuner.Core;
using ServerlessTuner.Core.Execution;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Functions.Hosting;
using ServerlessTuner.Functions.Storage;

namespace ServerlessTuner.Functions.Orchestration;

/// <summary>
/// The activities of a study. Each may run more than once, on any host: results are stored under names that depend on the work
/// alone, and records are upserts. A study that cannot be run is an outcome, not an exception, because retries would not help.
/// </summary>
public sealed class StudyActivities(StudySessions sessions, IStudyStorage storage, IStudyStore store, TunerSettings settings, TimeProvider time, ILogger<StudyActivities> log)
{
    /// <summary>The artifact that holds the last signal of a study, for activities that have not started yet.</summary>
    public const string SignalArtifact = "work/signal";

    // A message of Durable stays below 48 KB (larger ones are put aside in blobs); what is kept free is for its envelope.
    private const int LargestMessage = 40_000;

    /// <summary>Pins the data, times a sample, and says how the study is cut into pieces.</summary>
    [Function(Names.Prepare)]
    public async Task<PrepareOutcome> PrepareAsync([ActivityTrigger] string study, CancellationToken cancellation)
    {
        using Activity? span = Telemetry.Start(Names.Prepare, study);
        try
        {
            string pins = await sessions.PinAsync(study, cancellation);
            StudySession session = await sessions.GetAsync(study, pins, cancellation);
            PreparedStudy prepared = await CutAsync(session, pins, cancellation);
            if (await store.FindAsync(study, cancellation) is { Status: StudyStatus.Queued } record)
                await store.SaveAsync(record with { Status = StudyStatus.Running, Started = time.GetUtcNow() }, cancellation);
            Log.Prepared(log, study, prepared.Trials ?? -1, prepared.ChunkSize);
            return new PrepareOutcome(prepared, null);
        }
        catch (InvalidInputException fault)
        {
            return new PrepareOutcome(null, fault.Problems);
        }
    }

    /// <summary>Carries out one piece of work, unless it is done or no longer wanted.</summary>
    [Function(Names.Work)]
    public async Task<WorkOutcome> WorkAsync([ActivityTrigger] WorkRequest request, CancellationToken cancellation)
    {
        using Activity? span = Telemetry.Start(Names.Work, request.Study, request.Item.Id);
        var results = new StoredResults(storage.ArtifactsOf(request.Study));
        if (await results.FindAsync(request.Item, cancellation) is { } known)
            return new WorkOutcome(known);
        if (await IsHeldAsync(request, cancellation))
        {
            Telemetry.Deferred();
            return new WorkOutcome(null, Deferred: true);
        }

        try
        {
            StudySession session = await sessions.GetAsync(request.Study, request.Pins, cancellation);
            WorkResult result = await session.Executor.RunAsync(request.Item, cancellation);
            await results.SaveAsync(request.Item, result, cancellation);
            Telemetry.Worked(request.Item.GetType().Name, result.Seconds);
            Log.Worked(log, request.Study, request.Item.Id, result.Seconds);
            return new WorkOutcome(result);
        }
        catch (InvalidInputException fault)
        {
            return new WorkOutcome(null, fault.Problems);
        }
    }

    /// <summary>Writes the result files and the records of trials, then the study's record.</summary>
    [Function(Names.Publish)]
    public async Task<PrepareOutcome> PublishAsync([ActivityTrigger] PublishRequest request, CancellationToken cancellation)
    {
        using Activity? span = Telemetry.Start(Names.Publish, request.Study);
        try
        {
            StudySession session = await sessions.GetAsync(request.Study, request.Prepared.Pins, cancellation);
            StudyPlan plan = await FoldAsync(session, request.Prepared, cancellation);
            var publisher = new ResultPublisher(session.Executor, plan, session.Artifacts);
            await publisher.PublishAsync(ChunkNames(plan), cancellation);
            IReadOnlyList<TrialRecord> trials = await ResultRecords.ReadAsync(session.Spec, session.Artifacts, cancellation);
            await store.SaveTrialsAsync(request.Study, trials, cancellation);
            TrialRecord? best = trials.LastOrDefault(trial => trial.Rank == 1);
            string[] names = [.. (await session.Artifacts.ListAsync(string.Empty, cancellation)).Select(artifact => artifact.Name).Where(name => !name.StartsWith("work/", StringComparison.Ordinal))];
            await EndRecordAsync(request.Study, request.Progress, best, names, cancellation);
            return new PrepareOutcome(request.Prepared, null);
        }
        catch (InvalidInputException fault)
        {
            return new PrepareOutcome(null, fault.Problems);
        }
    }

    /// <summary>Saves the record of a study that ends without results; the best of what was finished can be queried.</summary>
    [Function(Names.End)]
    public async Task EndAsync([ActivityTrigger] EndRequest request, CancellationToken cancellation)
    {
        using Activity? span = Telemetry.Start(Names.End, request.Study);
        TrialRecord? best = null;
        if (request.Prepared is { } prepared)
        {
            try
            {
                StudySession session = await sessions.GetAsync(request.Study, prepared.Pins, cancellation);
                StudyPlan plan = await FoldAsync(session, prepared, cancellation);
                TrialRecord[] trials = [.. plan.Top.Select((ranked, i) => ResultRecords.Of(1, i + 1, ranked, session.Executor.Values(ranked.Trial)))];
                await store.SaveTrialsAsync(request.Study, trials, cancellation);
                best = trials.FirstOrDefault();
            }
            catch (InvalidInputException fault)
            {
                // Often the reason why the study ends: its data is gone. The record says so; there is nothing to add.
                Log.Unfolded(log, request.Study, fault);
            }
        }

        await EndRecordAsync(request.Study, request.Progress, best, [], cancellation);
    }

    /// <summary>Folds a study again from its stored results; pieces that were not done are left out.</summary>
    private static async Task<StudyPlan> FoldAsync(StudySession session, PreparedStudy prepared, CancellationToken cancellation)
    {
        var plan = new StudyPlan(session.Spec, prepared.Trials ?? 0, prepared.ChunkSize);
        var results = new StoredResults(session.Artifacts);
        var items = new List<WorkItem>();
        do
        {
            items.Clear();
            while (items.Count < 1000 && plan.Next() is { } item)
                items.Add(item);
            var found = new WorkResult?[items.Count];
            await Parallel.ForAsync(0, items.Count, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellation }, async (i, stop) =>
                found[i] = await results.FindAsync(items[i], stop));
            foreach (WorkResult? result in found)
            {
                if (result is not null)
                    plan.Apply(result);
            }
        }
        while (items.Count > 0);
        return plan;
    }

    private async Task<PreparedStudy> CutAsync(StudySession session, string pins, CancellationToken cancellation)
    {
        string json = StudyFile.ToJson(session.Spec);
        if (Encoding.UTF8.GetByteCount(json) > LargestMessage)
            throw new InvalidInputException("study", $"The study takes {Encoding.UTF8.GetByteCount(json)} bytes as JSON, but may take {LargestMessage} here. Write ranges instead of long lists.");
        int keep = session.Spec.Stages.Count > 1 ? (int)Math.Min(session.Spec.Stages[0].Keep.Needed ?? int.MaxValue, session.Executor.Trials) : 1;
        int chunkBytes = LargestMessage / 2;
        if (keep > chunkBytes / 32)
            throw new InvalidInputException("stages[0].keep", $"stages[0].keep is {keep}, but at most {chunkBytes / 32} trials can go on to the next stage here. Keep fewer, or run the study with 'tuner run'.");
        int size = session.Spec.Run.ChunkSize
            ?? Calibration.Choose(session.Executor.Trials, await MeasureAsync(session, cancellation), settings);
        int resultBytes = 100 + (25 * session.Executor.Metrics.Count) + (40 * session.Spec.Space.Parameters.Count);
        return new PreparedStudy(json, pins, session.Executor.Trials, size, Math.Clamp(LargestMessage / resultBytes, 1, StudyLoop.LargestBatch));
    }

    private static Task<double> MeasureAsync(StudySession session, CancellationToken cancellation) =>
        Calibration.MeasureAsync(new StudyExecutor(session.Spec, session.Bars, new NoArtifacts()), session.Executor.Trials, cancellation);

    private async Task<bool> IsHeldAsync(WorkRequest request, CancellationToken cancellation)
    {
        await using Stream? stream = await storage.ArtifactsOf(request.Study).OpenAsync(SignalArtifact, cancellation);
        if (stream is null)
            return false;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellation) is "pause" or "cancel";
    }

    private async Task EndRecordAsync(string study, StudyProgress progress, TrialRecord? best, IReadOnlyList<string> artifacts, CancellationToken cancellation)
    {
        StudyRecord? record = await store.FindAsync(study, cancellation);
        if (record is not null)
        {
            StudyRecord ended = progress.ApplyTo(record) with { Finished = record.Finished ?? time.GetUtcNow(), Artifacts = artifacts };
            if (best is not null)
                ended = ended with { BestTrial = best.Trial, BestScore = best.Score, BestValues = best.Values };
            await store.SaveAsync(ended, cancellation);
        }

        Log.Ended(log, study, progress.Status, progress.Error ?? string.Empty);
    }

    private static string[] ChunkNames(StudyPlan plan)
    {
        var names = new List<string>();
        for (long first = 0; first < plan.Trials; first += plan.ChunkSize)
            names.Add(new EvaluateChunk(first, (int)Math.Min(plan.ChunkSize, plan.Trials - first)).Artifact);
        return [.. names];
    }
}
