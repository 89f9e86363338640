using System.Collections.Concurrent;

namespace ServerlessTuner.Cli.Serving;

/// <summary>Threads that step back before those that answer requests. Whatever starts here goes on here after each await.</summary>
internal sealed class WorkerPool : TaskScheduler, IDisposable
{
    private readonly BlockingCollection<Task> queue = [];
    private readonly HashSet<Thread> threads = [];
    private readonly TaskFactory factory;

    /// <summary>Starts the threads.</summary>
    public WorkerPool(int count)
    {
        factory = new TaskFactory(CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskContinuationOptions.None, this);
        for (int i = 0; i < count; i++)
            threads.Add(new Thread(Work) { IsBackground = true, Name = $"worker {i}" });
        foreach (Thread thread in threads)
            thread.Start();
    }

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => threads.Count;

    /// <summary>Runs an asynchronous action on these threads.</summary>
    public Task RunAsync(Func<Task> action) => factory.StartNew(action).Unwrap();

    /// <summary>Lets the threads end once nothing is left to do. Threads that are busy end with the process.</summary>
    public void Dispose() => queue.CompleteAdding();

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => [.. queue];

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        try
        {
            queue.Add(task);
        }
        catch (InvalidOperationException)
        {
            // The service has ended, and nobody waits for the task.
        }
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && threads.Contains(Thread.CurrentThread) && TryExecuteTask(task);

    private void Work()
    {
        WorkerPriority.Lower();
        foreach (Task task in queue.GetConsumingEnumerable())
            TryExecuteTask(task);
    }
}
