using System.Diagnostics;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core;
using ServerlessTuner.Core.Execution;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Files;

namespace ServerlessTuner.Cli.Running;

/// <summary>How a run went.</summary>
/// <param name="Plan">The plan at its end.</param>
/// <param name="Executor">What carried it out.</param>
/// <param name="Finalists">The ranking of the last stage; empty in a study with one stage.</param>
/// <param name="Folder">The output folder.</param>
/// <param name="Resumed">How many pieces of work an earlier run had finished.</param>
/// <param name="Elapsed">Wall time of this run.</param>
public sealed record RunOutcome(StudyPlan Plan, StudyExecutor Executor, IReadOnlyList<Finalist> Finalists, string Folder, int Resumed, TimeSpan Elapsed);

/// <summary>Runs a study on this machine: threads around the plan, and a journal under it.</summary>
public static class EmbeddedRunner
{
    // Small enough that progress moves and every thread has work, large enough that trials share their signals and exits.
    private const int LargestChunk = 8192;

    /// <summary>Runs a study to its end, or continues it where an earlier run in the same folder stopped.</summary>
    /// <exception cref="InvalidInputException">The data, the folder or the study cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped; finished work stays in the journal.</exception>
    public static async Task<RunOutcome> RunAsync(StudySpec spec, string folder, IProgressSink progress, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        LoadedData data = await MarketData.LoadAsync(spec.Data, new FileDataSource(Environment.CurrentDirectory), new BarCache(), cancellation);
        var artifacts = new FileArtifactStore(folder);
        var executor = new StudyExecutor(spec, data.Bars, artifacts);
        using FolderLock folderLock = FolderLock.Take(folder);
        int workers = spec.Run.Workers ?? Environment.ProcessorCount;
        string identity = Identity(spec, data.Pins);
        (StudyPlan plan, Journal journal, int resumed) = Open(spec, executor, identity, workers, Journal.PathIn(folder));
        using (journal)
        {
            progress.Started(plan, resumed);
            await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(plan, executor, journal, progress, cancellation), CancellationToken.None)));
            cancellation.ThrowIfCancellationRequested();
        }

        var publisher = new ResultPublisher(executor, plan, artifacts);
        await publisher.PublishAsync(ChunkNames(plan), cancellation);
        IReadOnlyList<Finalist> finalists = publisher.Finalists();
        var outcome = new RunOutcome(plan, executor, finalists, folder, resumed, Stopwatch.GetElapsedTime(start));
        await RunMetadata.WriteAsync(outcome, data, workers, artifacts, cancellation);
        return outcome;
    }

    private static (StudyPlan Plan, Journal Journal, int Resumed) Open(StudySpec spec, StudyExecutor executor, string identity, int workers, string path)
    {
        if (Journal.Read(path) is not var (head, results, length))
        {
            int chunk = spec.Run.ChunkSize ?? (int)Math.Clamp((executor.Trials + (4L * workers) - 1) / (4L * workers), 1, LargestChunk);
            var fresh = new JournalHead(identity, executor.Trials, chunk);
            return (new StudyPlan(spec, fresh.Trials, chunk), Journal.Create(path, fresh), 0);
        }

        if (head.Identity != identity || head.Trials != executor.Trials)
            throw new InvalidInputException("--out", $"The folder '{Path.GetDirectoryName(path)}' holds another study, or the same with other data. Choose another folder, or remove this one.");
        var plan = new StudyPlan(spec, head.Trials, head.ChunkSize);
        foreach (WorkResult result in results)
            plan.Apply(result);
        return (plan, Journal.Continue(path, length), results.Count);
    }

    private static async Task WorkAsync(StudyPlan plan, StudyExecutor executor, Journal journal, IProgressSink progress, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            WorkItem? item;
            lock (plan)
            {
                while ((item = plan.Next()) is null && !plan.IsFinished && !cancellation.IsCancellationRequested)
                    Monitor.Wait(plan, TimeSpan.FromMilliseconds(100));
            }

            if (item is null)
                return;
            WorkResult result;
            try
            {
                result = await executor.RunAsync(item, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }

            lock (plan)
            {
                journal.Append(result);
                plan.Apply(result);
                progress.Advanced(plan);
                Monitor.PulseAll(plan);
            }
        }
    }

    private static string[] ChunkNames(StudyPlan plan)
    {
        var names = new List<string>();
        for (long first = 0; first < plan.Trials; first += plan.ChunkSize)
            names.Add(new EvaluateChunk(first, (int)Math.Min(plan.ChunkSize, plan.Trials - first)).Artifact);
        return [.. names];
    }

    // Data that changed makes another study: its old results would be mixed with new ones.
    private static string Identity(StudySpec spec, IReadOnlyList<PinnedData> pins) =>
        StudyFile.Identity(spec) + string.Concat(pins.SelectMany(pin => pin.Files.Select(file => $";{pin.Symbol}={file.Version}")));
}
