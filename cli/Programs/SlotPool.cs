using System.Collections.Concurrent;
using ServerlessTuner.Core.Studies.Objectives;

namespace ServerlessTuner.Cli.Programs;

/// <summary>The places where programs run: each takes one at a time.</summary>
internal sealed class SlotPool : IDisposable
{
    private readonly ConcurrentQueue<SlotSpec> free;
    private readonly SemaphoreSlim count;
    private readonly SemaphoreSlim alone = new(1);

    /// <summary>Opens the places.</summary>
    /// <param name="slots">The places that the study names; empty for places that are all alike.</param>
    /// <param name="parallel">How many there are where the study names none.</param>
    public SlotPool(IReadOnlyList<SlotSpec> slots, int parallel)
    {
        free = new ConcurrentQueue<SlotSpec>(slots.Count > 0 ? slots : [.. Enumerable.Repeat(new SlotSpec([]), parallel)]);
        Size = free.Count;
        count = new SemaphoreSlim(Size);
    }

    /// <summary>How many places there are.</summary>
    public int Size { get; }

    /// <summary>Does something in a place, once one is free.</summary>
    /// <param name="isAlone">Whether nothing else may run meanwhile, here.</param>
    /// <param name="work">What is done there.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<T> InAsync<T>(bool isAlone, Func<SlotSpec, Task<T>> work, CancellationToken cancellation)
    {
        int taken = 0;
        // One after the other: two that each hold a half would wait for ever.
        if (isAlone)
            await alone.WaitAsync(cancellation);
        try
        {
            for (int i = 0; i < (isAlone ? Size : 1); i++, taken++)
                await count.WaitAsync(cancellation);
            free.TryDequeue(out SlotSpec? slot);
            try
            {
                return await work(slot!);
            }
            finally
            {
                free.Enqueue(slot!);
            }
        }
        finally
        {
            if (taken > 0)
                count.Release(taken);
            if (isAlone)
                alone.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        count.Dispose();
        alone.Dispose();
    }
}
