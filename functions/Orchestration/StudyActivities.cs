using System.Diagnostics;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;
using ServerlessTuner.Core.Studies.Results;
using ServerlessTuner.Functions.Hosting;
using ServerlessTuner.Functions.Storage;

namespace ServerlessTuner.Functions.Orchestration;

/// <summary>
/// The activities of a study. Each may run more than once, on any host: results are stored under names that depend on the work
/// alone, and records are upserts. A study that cannot be run is an outcome, not an exception, because retries would not help.
/// </summary>
public sealed class StudyActivities(
    StudySessions sessions,
    IStudyStorage storage,
    IStudyStore store,
    IAgentTrialStore agentTrials,
    TunerSettings settings,
    TimeProvider time,
    ILogger<StudyActivities> log)
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
            StudyHistory history = await session.History.ForAsync(request.Item, cancellation);
            WorkResult result = await session.Executor.RunAsync(request.Item, history, cancellation);
            await results.SaveAsync(request.Item, result, cancellation);
            await session.Executor.ReleaseAsync(request.Item, history, cancellation);
            Telemetry.Worked(request.Item.GetType().Name, result.Seconds);
            Log.Worked(log, request.Study, request.Item.Id, result.Seconds);
            return new WorkOutcome(result);
        }
        catch (InvalidInputException fault)
        {
            return new WorkOutcome(null, fault.Problems);
        }
    }

    /// <summary>Offers trials to agents, those that are not offered yet, and gives the results of those that have ended.</summary>
    [Function(Names.Offer)]
    public async Task<BatchOutcome> OfferAsync([ActivityTrigger] OfferRequest request, CancellationToken cancellation)
    {
        using Activity? span = Telemetry.Start(Names.Offer, request.Study);
        try
        {
            StudySession session = await sessions.GetAgentStudyAsync(request.Study, cancellation);
            var desk = new AgentDesk(request.Study, agentTrials, time);
            var results = new StoredResults(session.Artifacts);
            var told = new TrialResult?[request.Items.Count];
            var options = new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellation };
            await Parallel.ForAsync(0, told.Length, options, async (i, stop) =>
            {
                var item = (EvaluateTrial)request.Items[i];
                told[i] = (await desk.OfferAsync(item, request.Ending ? session.Rules : null, stop)).Result;
                // A host that died after an agent had told it may not have come to this.
                if (told[i] is { } result)
                    await results.SaveAsync(item, result, stop);
            });
            return new BatchOutcome([.. told.OfType<TrialResult>().Select(ToldTrial.Trim)], [], null);
        }
        catch (InvalidInputException fault)
        {
            return new BatchOutcome([], [], StudyLoop.Describe(fault.Problems));
        }
    }

    /// <summary>Writes the result files and the records of trials, then the study's record.</summary>
    [Function(Names.Publish)]
    public async Task<PublishOutcome> PublishAsync([ActivityTrigger] PublishRequest request, CancellationToken cancellation)
    {
        using Activity? span = Telemetry.Start(Names.Publish, request.Study);
        try
        {
            StudySession session = await sessions.GetAsync(request.Study, request.Prepared.Pins, cancellation);
            var rebuilt = new RebuiltStudy(session, request.Prepared);
            await rebuilt.RunAsync(request.Progress, cancellation);
            await new ResultPublisher(
                session.Executor, rebuilt.Plan, rebuilt.History, session.Artifacts)
                {
                    Timings = rebuilt.Timings, Page = ReportTemplate.Value
                }.PublishAsync(cancellation);
            await new StudyMetadata(
                session.Executor, rebuilt.Plan, session.Bars, session.Pins, rebuilt.Timings).WriteAsync(session.Artifacts, cancellation);
            IReadOnlyList<TrialRecord> trials = await ResultRecords.ReadAsync(session.Spec, session.Artifacts, cancellation);
            await store.SaveTrialsAsync(request.Study, trials, cancellation);
            TrialRecord? best = trials.LastOrDefault(trial => trial.Rank == 1);
            string[] names = [
                .. (
                    await session.Artifacts.ListAsync(string.Empty, cancellation)).Select(artifact =>
                        artifact.Name).Where(name => !name.StartsWith("work/", StringComparison.Ordinal))
            ];
            // Of a study that was stopped, trials may be missing that nobody tried.
            string? failure = request.Progress.Status == StudyStatus.Completed
                ? await StudyFailure.ExplainAsync(rebuilt.Plan, session.Artifacts, cancellation)
                : null;
            StudyProgress end = failure is null
                ? request.Progress
                : request.Progress with { Status = StudyStatus.Failed, Error = failure };
            await EndRecordAsync(request.Study, end, best, names, cancellation);
            return new PublishOutcome(failure, null);
        }
        catch (InvalidInputException fault)
        {
            return new PublishOutcome(null, fault.Problems);
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
                var rebuilt = new RebuiltStudy(session, prepared);
                await rebuilt.RunAsync(request.Progress, cancellation);
                TrialRecord[] trials = [
                    .. rebuilt.Plan.Top.Select(
                        (ranked, i) => ResultRecords.Of(1, i + 1, ranked, session.Executor.Values(ranked.Trial, rebuilt.History)))
                ];
                await store.SaveTrialsAsync(request.Study, trials, cancellation);
                best = trials.FirstOrDefault();
                await session.Executor.ReleaseAllAsync(cancellation);
            }
            catch (InvalidInputException fault)
            {
                // Often the reason why the study ends: its data is gone. The record says so; there is nothing to add.
                Log.Unfolded(log, request.Study, fault);
            }
        }

        await EndRecordAsync(request.Study, request.Progress, best, [], cancellation);
    }

    private async Task<PreparedStudy> CutAsync(StudySession session, string pins, CancellationToken cancellation)
    {
        string json = StudyFile.ToJson(session.Spec);
        if (Encoding.UTF8.GetByteCount(json) > LargestMessage)
            throw new InvalidInputException(
                "study",
                $"The study takes {Encoding.UTF8.GetByteCount(json)} bytes as JSON, but may take {LargestMessage} here.", "Write ranges "
                    + $"instead of long lists.");
        StudySpec spec = session.Spec;
        long? trials = session.Executor.Trials;
        long keep = Math.Min(session.Executor.Shape.Best, trials ?? long.MaxValue);
        int chunkBytes = LargestMessage / 2;
        if (keep > chunkBytes / 32)
            throw new InvalidInputException(
                "stages[0].keep",
                $"stages[0].keep is {keep}, but at most {chunkBytes / 32} trials can go on to the next stage here.", "Keep fewer, or run "
                    + $"the study with 'tuner run'.");
        int size = 1;
        if (session.Executor.Shape.Search.HasChunks)
            size = spec.Run.ChunkSize ?? (session.Executor.EstimatedSeconds is double seconds
                ? Calibration.ChooseTraining(trials!.Value, seconds, settings)
                : Calibration.Choose(trials!.Value, await MeasureAsync(session, cancellation), settings));
        int steps = session.Executor.Steps;
        int numbers = (session.Executor.Metrics.Count * spec.Stages[0].Scenarios.Count) + (2 * steps) + (2 * spec.Space.Parameters.Count);
        return new PreparedStudy(json, pins, trials, size, Math.Clamp(LargestMessage / (100 + (25 * numbers)), 1, StudyLoop.LargestBatch));
    }

    private Task<double> MeasureAsync(StudySession session, CancellationToken cancellation) =>
        Calibration.MeasureAsync(
            new StudyExecutor(session.Spec, session.Bars, new NoArtifacts(), time), session.Executor.Trials!.Value, cancellation);

    private async Task<bool> IsHeldAsync(WorkRequest request, CancellationToken cancellation)
    {
        await using Stream? stream = await storage.ArtifactsOf(request.Study).OpenAsync(SignalArtifact, cancellation);
        if (stream is null)
            return false;
        using var reader = new StreamReader(stream);
        // A study that stops does without further chunks; trials of a batch that has begun are still wanted.
        return await reader.ReadToEndAsync(cancellation) switch
        {
            "pause" or "cancel" => true,
            "stop" => request.Item is EvaluateChunk,
            _ => false,
        };
    }

    private async Task EndRecordAsync(
        string study, StudyProgress progress, TrialRecord? best, IReadOnlyList<string> artifacts, CancellationToken cancellation)
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
}
