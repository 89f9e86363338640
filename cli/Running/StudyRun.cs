using System.Diagnostics;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Running;

/// <summary>What a user asks of a study beyond running it to its end.</summary>
public sealed record RunWishes
{
    /// <summary>How many trials to add where the study is finished; one that is not finished is continued first.</summary>
    public long? AddTrials { get; init; }

    /// <summary>Trials to run again in place.</summary>
    public IReadOnlyList<long> Rerun { get; init; } = [];

    /// <summary>Whether all failed trials are run again in place.</summary>
    public bool RerunFailed { get; init; }

    /// <summary>After how many trials the user wants to hear of progress, where that was asked for: chunks are no larger.</summary>
    public long? ReportEvery { get; init; }
}

/// <summary>
/// One study at work in its folder: the plan, the journal under it, and what carries the work out. Any number of threads may take
/// work and bring results.
/// </summary>
public sealed class StudyRun : IDisposable
{
    // Small enough that progress moves and every thread has work, large enough that trials share their signals and exits.
    private const int LargestChunk = 8192;

    // Bars times trials that take about a second.
    private const double ShortWork = 1e9;

    private readonly FolderLock folderLock;
    private readonly long start = Stopwatch.GetTimestamp();
    private readonly FileArtifactStore artifacts;
    private readonly Journal journal;
    private readonly StageClock clock = new();
    private readonly double spent;

    private StudyRun(StudySpec spec, LoadedData data, string identity, string folder, FolderLock folderLock, int workers, long? reportEvery)
    {
        (Spec, Data, Folder, Workers, this.folderLock) = (spec, data, folder, workers, folderLock);
        artifacts = new FileArtifactStore(folder);
        Executor = new StudyExecutor(spec, data.Bars, artifacts);
        History = new StudyHistory(spec);
        (Plan, journal, Resumed) = OpenJournal(identity, reportEvery);
        spent = clock.WorkSeconds;
        clock.Begin();
    }

    /// <summary>The study.</summary>
    public StudySpec Spec { get; }

    /// <summary>Its market data.</summary>
    public LoadedData Data { get; }

    /// <summary>What the study keeps in its folder.</summary>
    public IArtifactStore Artifacts => artifacts;

    /// <summary>The output folder.</summary>
    public string Folder { get; }

    /// <summary>How many threads it asks for.</summary>
    public int Workers { get; }

    /// <summary>What carries the work out.</summary>
    public StudyExecutor Executor { get; }

    /// <summary>The trials of a search in batches.</summary>
    public StudyHistory History { get; }

    /// <summary>The plan; lock it to read while threads work.</summary>
    public StudyPlan Plan { get; }

    /// <summary>How many pieces of work an earlier run had finished.</summary>
    public int Resumed { get; }

    /// <summary>Wall time since the run was opened.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(start);

    /// <summary>Opens a study in a folder: a new one, or one that an earlier run left there.</summary>
    /// <exception cref="InvalidInputException">The data, the folder or the study cannot be used.</exception>
    public static async Task<StudyRun> OpenAsync(StudySpec spec, string folder, RunWishes wishes, IDataSource source, BarCache cache, CancellationToken cancellation)
    {
        Task<LoadedData> loading = MarketData.LoadAsync(spec.Data, source, cache, cancellation);
        // While files are read. Where the data lie makes no other study.
        string identity = StudyFile.Identity(spec with { Data = [.. spec.Data.Select(data => data with { Source = string.Empty })] });
        LoadedData data = await loading;
        FolderLock taken = FolderLock.Take(folder);
        try
        {
            var run = new StudyRun(spec, data, identity, folder, taken, spec.Run.Workers ?? Environment.ProcessorCount, wishes.ReportEvery);
            await run.ApplyAsync(wishes, cancellation);
            return run;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>The next piece of work, or null when none comes within the given time or ever; see <see cref="StudyPlan.IsFinished"/>.</summary>
    public WorkItem? Take(TimeSpan patience)
    {
        lock (Plan)
        {
            EndByClock();
            WorkItem? item = Plan.Next();
            if (item is null && !Plan.IsFinished && patience > TimeSpan.Zero)
            {
                Monitor.Wait(Plan, patience);
                item = Plan.Next();
            }

            return item;
        }
    }

    /// <summary>Carries a piece of work out, journals the result and folds it in.</summary>
    public async Task DoAsync(WorkItem item, IProgressSink progress, CancellationToken cancellation)
    {
        Apply(await Executor.RunAsync(item, History, cancellation), progress);
    }

    /// <summary>Journals a result and folds it in; one that is known changes nothing.</summary>
    public void Apply(WorkResult result, IProgressSink progress)
    {
        lock (Plan)
        {
            if (Plan.IsDone(result.Id))
                return;
            journal.Append(result);
            Plan.Apply(result);
            clock.Add(result, fresh: true);
            progress.Advanced(Plan);
            // One trial at a time is taken by the thread that brought the last: waking the others would only cost.
            if (!Plan.InBatches || Plan.Stage > 1 || Spec.Parallel > 1)
                Monitor.PulseAll(Plan);
        }
    }

    /// <summary>Journals an event and folds it in.</summary>
    public void Apply(PlanEvent happening)
    {
        lock (Plan)
        {
            journal.Append(happening);
            happening.ApplyTo(Plan);
            Monitor.PulseAll(Plan);
        }
    }

    /// <summary>Writes the result files of a study whose plan is finished.</summary>
    public async Task<RunOutcome> PublishAsync(CancellationToken cancellation)
    {
        StudyTimings timings = clock.Timings(Plan, Workers);
        var publisher = new ResultPublisher(Executor, Plan, History, artifacts) { Timings = timings };
        await publisher.PublishAsync(cancellation);
        var outcome = new RunOutcome(Plan, Executor, History, publisher.Finalists(), Folder, Resumed, Elapsed);
        await new StudyMetadata(Executor, Plan, Data.Bars, Data.Pins, timings) { Resumed = Resumed, Elapsed = outcome.Elapsed }.WriteAsync(artifacts, cancellation);
        return outcome;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        journal.Dispose();
        folderLock.Dispose();
    }

    // Every chunk finds its own signals and exits, so fewer are faster; only where work takes long are finer ones worth it, because
    // threads then end at the same time and less is lost with a kill.
    private int UsualChunk(long? reportEvery)
    {
        long trials = Executor.Trials ?? 1;
        double bars = Data.Bars.Sum(symbol => (double)symbol.Count);
        bool isShort = bars > 0 && bars * trials <= ShortWork;
        long chunks = isShort ? Workers : 2L * Workers;
        return (int)Math.Clamp((trials + chunks - 1) / chunks, 1, Math.Min(LargestChunk, reportEvery ?? LargestChunk));
    }

    private (StudyPlan Plan, Journal Journal, int Resumed) OpenJournal(string identity, long? reportEvery)
    {
        // Data that changed makes another study, too: its old results would be mixed with new ones.
        identity += string.Concat(Data.Pins.SelectMany(pin => pin.Files.Select(file => $";{pin.Symbol}={file.Version}")));
        string path = Journal.PathIn(Folder);
        if (Journal.Read(path) is not var (head, entries, length))
        {
            int chunk = Spec.Run.ChunkSize ?? UsualChunk(reportEvery);
            var fresh = new JournalHead(identity, Executor.Trials, chunk);
            return (new StudyPlan(Spec, fresh.Trials, chunk, History), Journal.Create(path, fresh), 0);
        }

        if (head.Identity != identity)
            throw new InvalidInputException("--out", $"The folder '{Folder}' holds another study, or the same with other data. Choose another folder, or remove this one.");
        var plan = new StudyPlan(Spec, head.Trials, head.ChunkSize, History);
        foreach (object entry in entries)
        {
            if (entry is WorkResult result)
            {
                plan.Apply(result);
                clock.Add(result, fresh: false);
            }
            else
            {
                ((PlanEvent)entry).ApplyTo(plan);
            }
        }

        return (plan, Journal.Continue(path, length), entries.Count);
    }

    private async Task ApplyAsync(RunWishes wishes, CancellationToken cancellation)
    {
        long? trials = null;
        if (Plan.IsFinished && wishes.AddTrials is long added)
            trials = Plan.Trials + added;
        else if (wishes.AddTrials is null && Executor.Trials > Plan.Trials && Plan.EndReason is null)
            trials = Executor.Trials;
        if (trials is not null && Math.Min(trials.Value, Executor.Size ?? long.MaxValue) is var total && total > Plan.Trials)
            Apply(new ExtendSearch(total));
        long[] again = [.. wishes.Rerun, .. wishes.RerunFailed ? await Executor.FailedAsync(Plan, History, cancellation) : []];
        if (again.Where(trial => trial < 0 || trial >= Plan.Trials).Select(trial => (long?)trial).FirstOrDefault() is long unknown)
            throw new InvalidInputException("--trials", $"There is no trial {unknown}: this study has the trials 0 to {Plan.Trials - 1}. Name one of them.");
        if (again.Length > 0)
            Apply(new RerunTrials([.. again.Distinct().Order()]));
    }

    // How long earlier runs took is known only as the sum over their threads.
    private void EndByClock()
    {
        if (Spec.Budget.WallTime is not TimeSpan limit || Plan.Stage > 1 || Plan.EndReason is not null)
            return;
        if (Elapsed + TimeSpan.FromSeconds(spent / Math.Min(Workers, Math.Max(1, Spec.Parallel))) >= limit)
            Apply(new EndSearch($"The wall time of {limit:c} was used up."));
    }
}
