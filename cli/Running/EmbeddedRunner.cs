using ServerlessTuner.Cli.Storage;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Studies;
using ServerlessTuner.Core.Studies.Execution;
using ServerlessTuner.Core.Studies.Objectives;
using ServerlessTuner.Core.Studies.Plan;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Running;

/// <summary>How a run went.</summary>
/// <param name="Plan">The plan at its end.</param>
/// <param name="Executor">What carried it out.</param>
/// <param name="History">The trials of a search in batches.</param>
/// <param name="Finalists">The ranking of the last stage; empty in a study with one stage.</param>
/// <param name="Folder">The output folder.</param>
/// <param name="Resumed">How many pieces of work an earlier run had finished.</param>
/// <param name="Elapsed">Wall time of this run.</param>
public sealed record RunOutcome(StudyPlan Plan, StudyExecutor Executor, StudyHistory History, IReadOnlyList<Finalist> Finalists, string Folder, int Resumed, TimeSpan Elapsed);

/// <summary>Runs a study on this machine: threads around the plan, and a journal under it.</summary>
/// <remarks>
/// The calling thread waits. A command has nothing else for it to do, and each method that is suspended on the way up would be
/// compiled at each start.
/// </remarks>
public static class EmbeddedRunner
{
    // How soon a waiting thread notices that it was told to stop.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs a study to its end, or continues it where an earlier run in the same folder stopped.</summary>
    /// <exception cref="InvalidInputException">The data, the folder or the study cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped; finished work stays in the journal.</exception>
    public static RunOutcome Run(StudySpec spec, string folder, RunWishes wishes, IProgressSink progress, CancellationToken cancellation)
    {
        if (spec.Objective is ExternalSpec)
            throw ExternalObjective.Elsewhere();
        WarmUp.Begin(spec);
        using StudyRun run = StudyRun.OpenAsync(spec, folder, wishes, new FileDataSource(Environment.CurrentDirectory), new BarCache(), cancellation).GetAwaiter().GetResult();
        StudyFolder.SaveAsync(run.Spec, run.Artifacts, cancellation).GetAwaiter().GetResult();
        progress.Attach(trial => run.Executor.Values(trial, run.History));
        progress.Started(run.Plan, run.Resumed);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var workers = new Task[run.Workers];
        for (int i = 0; i < workers.Length; i++)
            workers[i] = Task.Run(() => WorkAsync(run, progress, stop), CancellationToken.None);
        // Not WaitAll: the first exception as it was thrown, not all in one.
        Task.WhenAll(workers).GetAwaiter().GetResult();
        cancellation.ThrowIfCancellationRequested();
        return run.PublishAsync(cancellation).GetAwaiter().GetResult();
    }

    private static async Task WorkAsync(StudyRun run, IProgressSink progress, CancellationTokenSource stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (run.Take(Patience) is WorkItem item)
            {
                try
                {
                    await run.DoAsync(item, progress, stop.Token);
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
            else if (run.Plan.IsFinished)
            {
                return;
            }
        }
    }
}
