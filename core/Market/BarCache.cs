namespace ServerlessTuner.Core.Market;

/// <summary>
/// Keeps parsed bars for a whole host, so that each file is read and parsed once, however many pieces of work ask for it at
/// the same time. Keyed by name and version: a changed file is another entry, never a mixture.
/// </summary>
/// <remarks>
/// Thread-safe. The least recently used entries leave when the total size passes the limit; bars larger than the whole limit
/// are handed out, but not kept. A failed load is not kept either: everyone who waited for it gets its exception, and the next
/// request tries again.
/// </remarks>
public sealed class BarCache
{
    /// <summary>The default size limit: room for about nine million bars.</summary>
    public const long DefaultLimit = 512L << 20;

    private readonly Lock gate = new();
    private readonly Dictionary<DataKey, Entry> entries = [];
    private readonly LinkedList<Entry> byUse = [];
    private readonly long limit;
    private long hits, misses, loads, failures, evictions, bytes;

    /// <summary>Creates an empty cache.</summary>
    /// <param name="limitBytes">How many bytes of bars are kept at most; 0 keeps none, and still shares running loads.</param>
    public BarCache(long limitBytes = DefaultLimit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limitBytes);
        limit = limitBytes;
    }

    /// <summary>The counters, consistent with each other.</summary>
    public BarCacheStatistics Statistics
    {
        get
        {
            lock (gate)
                return new BarCacheStatistics(hits, misses, loads, failures, evictions, byUse.Count, bytes);
        }
    }

    /// <summary>The bars of a key: from memory, from a load already under way, or by running <paramref name="load"/>.</summary>
    /// <param name="key">Name and version.</param>
    /// <param name="load">
    /// Loads exactly that version; started by the caller that came first. Its token is cancelled once nobody waits for the result any more.
    /// </param>
    /// <param name="cancellation">Ends this caller's waiting; the load goes on for the others.</param>
    public async Task<Bars> GetAsync(DataKey key, Func<CancellationToken, Task<Bars>> load, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Entry entry;
        bool isFirst = false;
        lock (gate)
        {
            if (entries.TryGetValue(key, out entry!))
            {
                hits++;
                if (entry.Use is { } use)
                {
                    byUse.Remove(use);
                    byUse.AddFirst(use);
                    return entry.Bars!;
                }
            }
            else
            {
                misses++;
                entry = new Entry(key);
                entries.Add(key, entry);
                isFirst = true;
            }

            entry.Waiting++;
        }

        try
        {
            if (isFirst)
                _ = LoadAsync(entry, load);
            return await entry.Loaded.Task.WaitAsync(cancellation);
        }
        finally
        {
            Leave(entry);
        }
    }

    private static long SizeOf(Bars bars) => bars.Count * 7L * sizeof(double);

    private async Task LoadAsync(Entry entry, Func<CancellationToken, Task<Bars>> load)
    {
        Bars bars;
        try
        {
            bars = await load(entry.GivenUp.Token);
        }
        catch (Exception failure)
        {
            lock (gate)
            {
                failures++;
                Forget(entry);
            }

            entry.Loaded.SetException(failure);
            return;
        }

        lock (gate)
        {
            loads++;
            if (SizeOf(bars) > limit || !IsCurrent(entry))
                Forget(entry);
            else
                Keep(entry, bars);
        }

        entry.Loaded.SetResult(bars);
    }

    private void Keep(Entry entry, Bars bars)
    {
        entry.Bars = bars;
        entry.Use = byUse.AddFirst(entry);
        bytes += SizeOf(bars);
        while (bytes > limit)
        {
            Entry oldest = byUse.Last!.Value;
            byUse.RemoveLast();
            entries.Remove(oldest.Key);
            bytes -= SizeOf(oldest.Bars!);
            evictions++;
        }
    }

    private bool IsCurrent(Entry entry) => entries.TryGetValue(entry.Key, out Entry? current) && current == entry;

    private void Forget(Entry entry)
    {
        if (IsCurrent(entry))
            entries.Remove(entry.Key);
    }

    private void Leave(Entry entry)
    {
        lock (gate)
        {
            if (--entry.Waiting > 0 || entry.Loaded.Task.IsCompleted)
                return;

            // Out of the table first, so that a request that comes now starts afresh instead of joining a dying load.
            Forget(entry);
        }

        entry.GivenUp.Cancel();
    }

    private sealed class Entry(DataKey key)
    {
        public DataKey Key { get; } = key;

        public CancellationTokenSource GivenUp { get; } = new();

        /// <summary>Ends with the load, well or not; those who wait go on elsewhere, not on the loading thread.</summary>
        public TaskCompletionSource<Bars> Loaded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiting { get; set; }

        public Bars? Bars { get; set; }

        /// <summary>Where the entry stands in the order of use; null while it loads.</summary>
        public LinkedListNode<Entry>? Use { get; set; }
    }
}
