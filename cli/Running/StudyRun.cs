using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Reports;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Running;

/// <summary>
/// One study at work in its folder: the plan, the journal under it, and what carries the work out. Any number of threads may take
/// work and bring results.
/// </summary>
public sealed class StudyRun : IDisposable
{
    private readonly FolderLock folderLock;
    private readonly object gate = new();
    private readonly StudyPlan plan;
    private bool isStuck;
    private readonly long start = Stopwatch.GetTimestamp();
    private readonly FileArtifactStore artifacts;
    private readonly Journal journal;
    private readonly StageClock clock = new();
    private readonly double spent;

    private StudyRun(
        StudySpec spec, LoadedData data, string identity, string folder, FolderLock folderLock, int workers, RunOptions options)
    {
        (Spec, Data, Folder, Workers, this.folderLock) = (spec, data, folder, workers, folderLock);
        artifacts = new FileArtifactStore(folder);
        Executor = new StudyExecutor(spec, data.Bars, artifacts, TimeProvider.System, new ExecutorOptions { Tell = options.Tell });
        History = new StudyHistory(spec);
        (plan, journal, Resumed) = JournaledPlan.Open(Executor, History, data, identity, folder, workers, options.ReportEvery, clock);
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

    /// <summary>How many pieces of work an earlier run had finished.</summary>
    public int Resumed { get; }

    /// <summary>Whether all stages are done, so that results can be published.</summary>
    public bool IsFinished => Read(plan => plan.IsFinished);

    /// <summary>
    /// Why the study can never end, known once <see cref="Take"/> gave nothing; null while it can. Its plan then waits for results that
    /// nobody will bring.
    /// </summary>
    public InvalidInputException? Fault => Volatile.Read(ref isStuck)
        ? new InvalidInputException(
            Journal.PathIn(Folder),
            "The study cannot go on: its journal lacks results on which later ones build.", "Move the folder away and run the study again.")
        : null;

    /// <summary>Wall time since the run was opened.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(start);

    /// <summary>Opens a study in a folder: a new one, or one that an earlier run left there.</summary>
    /// <exception cref="InvalidInputException">The data, the folder or the study cannot be used.</exception>
    public static async Task<StudyRun> OpenAsync(
        StudySpec spec, string folder, RunOptions options, IDataSource source, BarCache cache, CancellationToken cancellation)
    {
        Task<LoadedData> loading = MarketData.LoadAsync(spec.Data, source, cache, cancellation);
        // While files are read.
        string identity = IdentityOf(spec);
        LoadedData data = await loading;
        FolderLock taken = FolderLock.Take(folder);
        try
        {
            var run = new StudyRun(
                spec, data, identity, folder, taken, spec.Run.Workers ?? Environment.ProcessorCount, options);
            await run.ApplyAsync(options, cancellation);
            return run;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>What tells studies apart, where their data have not been read: where they lie makes no other study.</summary>
    internal static string IdentityOf(StudySpec spec) =>
        StudyFile.Identity(spec with { Data = [.. spec.Data.Select(data => data with { Source = string.Empty })] });

    /// <summary>Looks at the plan while no thread changes it. Be short, and call nothing that waits.</summary>
    public T Read<T>(Func<StudyPlan, T> look)
    {
        lock (gate)
            return look(plan);
    }

    /// <summary>The same for those who rather do without than wait long: a thread that writes the journal holds the plan.</summary>
    /// <returns>Whether the plan could be looked at.</returns>
    public bool TryRead<T>(TimeSpan patience, Func<StudyPlan, T> look, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (!Monitor.TryEnter(gate, patience))
            return false;
        try
        {
            value = look(plan);
            return true;
        }
        finally
        {
            Monitor.Exit(gate);
        }
    }

    /// <summary>
    /// The next piece of work, or null when none comes within the given time or ever; see <see cref="IsFinished"/> and <see cref="Fault"/>.
    /// </summary>
    public WorkItem? Take(TimeSpan patience)
    {
        lock (gate)
        {
            EndByClock();
            WorkItem? item = plan.Next();
            isStuck = item is null && plan.IsStuck;
            if (item is null && !plan.IsFinished && !isStuck && patience > TimeSpan.Zero)
            {
                Monitor.Wait(gate, patience);
                item = plan.Next();
            }

            return item;
        }
    }

    /// <summary>Tells a display where the run starts.</summary>
    public void Begin(IProgressSink progress)
    {
        lock (gate)
            progress.Started(plan, Resumed);
    }

    /// <summary>Carries a piece of work out, journals the result and applies it.</summary>
    public async Task DoAsync(WorkItem item, IProgressSink progress, CancellationToken cancellation)
    {
        Apply(await Executor.RunAsync(item, History, cancellation), progress);
        await Executor.ReleaseAsync(item, History, CancellationToken.None);
    }

    /// <summary>Journals a result and applies it; one that is known changes nothing.</summary>
    public void Apply(WorkResult result, IProgressSink progress)
    {
        lock (gate)
        {
            if (plan.IsDone(result))
                return;
            folderLock.Check(now: false);
            journal.Append(result);
            plan.Apply(result);
            clock.Add(result, fresh: true);
            progress.Advanced(plan);
            // One trial at a time is taken by the thread that brought the last: waking the others would only cost.
            if (!plan.IsSerial)
                Monitor.PulseAll(gate);
        }
    }

    /// <summary>Journals an event and applies it.</summary>
    public void Apply(PlanEvent happening)
    {
        lock (gate)
        {
            journal.Append(happening);
            happening.ApplyTo(plan);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Writes the result files of a study whose plan is finished.</summary>
    public async Task<RunOutcome> PublishAsync(CancellationToken cancellation)
    {
        folderLock.Check(now: true);
        StudyTimings timings = clock.Timings(plan, Workers);
        var publisher = new ResultPublisher(Executor, plan, History, artifacts) { Timings = timings, Page = ReportTemplate.Value };
        await publisher.PublishAsync(cancellation);
        var outcome = new RunOutcome(plan, Executor, History, publisher.Finalists, Folder, Resumed, Elapsed)
        {
            Failure = await StudyFailure.ExplainAsync(plan, artifacts, cancellation),
        };
        await new StudyMetadata(Executor, plan, Data.Bars, Data.Pins, timings)
        {
            Resumed = Resumed, Elapsed = outcome.Elapsed
        }.WriteAsync(artifacts, cancellation);
        return outcome;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        journal.Dispose();
        folderLock.Dispose();
    }

    private async Task ApplyAsync(RunOptions options, CancellationToken cancellation)
    {
        if (RunWishes.Extension(options, plan, Executor) is { } extension)
            Apply(extension);
        if (await RunWishes.RerunAsync(options, plan, Executor, History, cancellation) is { } rerun)
            Apply(rerun);
    }

    // How long earlier runs took is known only as the sum over their threads.
    private void EndByClock()
    {
        if (Spec.Budget.WallTime is not TimeSpan limit || plan.Stage > 1 || plan.EndReason is not null)
            return;
        if (Elapsed + TimeSpan.FromSeconds(spent / Math.Min(Workers, Math.Max(1, Spec.Parallel))) >= limit)
            Apply(new EndSearch($"The wall time of {limit:c} was used up."));
    }
}
