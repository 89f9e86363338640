using ServerlessTuner.Cli.Programs;
using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Service.Agents;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Objectives;
using ServerlessTuner.Core.Studies.Plan;

namespace ServerlessTuner.Cli.Running;

/// <summary>Runs a study on this machine: threads around the plan, and a journal under it.</summary>
public static class EmbeddedRunner
{
    // How soon a waiting thread notices that it was told to stop.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs a study to its end, or continues it where an earlier run in the same folder stopped.</summary>
    /// <exception cref="InvalidInputException">The data, the folder or the study cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped; finished work stays in the journal.</exception>
    /// <remarks>
    /// For commands: the calling thread waits, here and nowhere below. It has nothing else to do, and every method that is suspended
    /// between the command line and this one would be compiled at each start.
    /// </remarks>
    public static RunOutcome Run(
        StudySpec spec, string folder, RunOptions options, IProgressSink progress, CancellationToken cancellation) =>
        RunAsync(spec, folder, options, progress, cancellation).GetAwaiter().GetResult();

    private static async Task<RunOutcome> RunAsync(
        StudySpec spec, string folder, RunOptions options, IProgressSink progress, CancellationToken cancellation)
    {
        if (spec.Objective is ExternalSpec { HasProgram: false })
            throw ExternalObjective.Elsewhere();
        WarmUp.Begin(spec);
        using StudyRun run = await StudyRun.OpenAsync(
            spec, folder, options, new FileDataSource(Environment.CurrentDirectory), new BarCache(), cancellation);
        await StudyFolder.SaveAsync(run.Spec, run.Artifacts, cancellation);
        progress.Attach(
            trial => run.Executor.Values(trial, run.History), trial => run.Read(plan => run.Executor.Confirmed(plan, trial).Score));
        run.Begin(progress);
        if (spec.Objective is ExternalSpec)
            await RunProgramsAsync(run, options, progress, cancellation);
        else
            await WorkAsync(run, run.Workers, (item, token) => run.DoAsync(item, progress, token), cancellation);
        cancellation.ThrowIfCancellationRequested();
        return await run.PublishAsync(cancellation);
    }

    // Threads that wait for programs, as many as run at once.
    private static async Task RunProgramsAsync(StudyRun run, RunOptions options, IProgressSink progress, CancellationToken cancellation)
    {
        var rules = new AgentRules(run.Spec);
        await using ProgramTrials trials = await ProgramTrials.StartAsync(
            rules,
            options.Site ?? ProgramSite.Find(rules.Objective, studyFolder: null),
            new ProgramFolder(run.Folder),
            run.Spec.Parallel,
            Console.Error.WriteLine,
            cancellation);
        var programs = new LocalPrograms(trials, rules, run.Spec.Name);
        await WorkAsync(
            run,
            trials.Slots,
            async (item, token) =>
            {
                if (item is EvaluateTrial trial)
                    run.Apply(await programs.RunAsync(trial, run.History, token), progress);
                else
                    await run.DoAsync(item, progress, token);
            },
            cancellation);
    }

    private static async Task WorkAsync(
        StudyRun run, int threads, Func<WorkItem, CancellationToken, Task> work, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var workers = new Task[threads];
        for (int i = 0; i < workers.Length; i++)
            workers[i] = Task.Run(() => WorkAsync(run, work, stop), CancellationToken.None);
        await Task.WhenAll(workers);
    }

    private static async Task WorkAsync(StudyRun run, Func<WorkItem, CancellationToken, Task> work, CancellationTokenSource stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (run.Take(Patience) is WorkItem item)
            {
                try
                {
                    await work(item, stop.Token);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    return;
                }
                catch
                {
                    // Its piece of work is lost: without an end, the others would wait for it forever.
                    await stop.CancelAsync();
                    throw;
                }
            }
            else if (run.Fault is { } fault)
            {
                await stop.CancelAsync();
                throw fault;
            }
            else if (run.IsFinished)
            {
                return;
            }
        }
    }
}
