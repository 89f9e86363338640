using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;

namespace ServerlessTuner.Market.Tests;

public class BarCacheTests
{
    private const long BytesPerBar = 56;

    private static readonly DataKey Key = new("eurusd.csv", "v1");

    [Fact]
    public async Task GetAsync_HundredAtOnce_LoadOnce()
    {
        var cache = new BarCache();
        int loads = 0;
        var release = new TaskCompletionSource();

        Task<Bars>[] requests = [.. Enumerable.Range(0, 100).Select(_ => Task.Run(() => cache.GetAsync(Key, Load, default)))];
        while (cache.Statistics.Hits + cache.Statistics.Misses < 100)
            await Task.Delay(1);
        release.SetResult();
        Bars[] bars = await Task.WhenAll(requests);

        Assert.Equal(1, loads);
        Assert.All(bars, each => Assert.Same(bars[0], each));
        Assert.Same(bars[0], await cache.GetAsync(Key, Load, default));
        Assert.Equal(
            new BarCacheStatistics(Hits: 100, Misses: 1, Loads: 1, Failures: 0, Evictions: 0, Entries: 1, Bytes: 3 * BytesPerBar),
            cache.Statistics);

        async Task<Bars> Load(CancellationToken cancellation)
        {
            Interlocked.Increment(ref loads);
            await release.Task;
            return Some(3);
        }
    }

    [Fact]
    public async Task GetAsync_OtherVersion_IsLoadedApart()
    {
        var cache = new BarCache();
        Bars first = await cache.GetAsync(Key, Loader(Some(1)), default);
        Bars second = await cache.GetAsync(Key with { Version = "v2" }, Loader(Some(2)), default);

        Assert.Equal((1, 2), (first.Count, second.Count));
        Assert.Same(first, await cache.GetAsync(Key, NoLoad, default));
        Assert.Same(second, await cache.GetAsync(Key with { Version = "v2" }, NoLoad, default));
    }

    [Fact]
    public async Task GetAsync_OverTheLimit_DropsTheLeastRecentlyUsed()
    {
        var cache = new BarCache(limitBytes: 30 * BytesPerBar);
        await cache.GetAsync(Named("a"), Loader(Some(10)), default);
        await cache.GetAsync(Named("b"), Loader(Some(10)), default);
        await cache.GetAsync(Named("c"), Loader(Some(10)), default);
        await cache.GetAsync(Named("a"), NoLoad, default);

        await cache.GetAsync(Named("d"), Loader(Some(11)), default);

        Assert.Equal((2, 21 * BytesPerBar, 2L), (cache.Statistics.Entries, cache.Statistics.Bytes, cache.Statistics.Evictions));
        await cache.GetAsync(Named("a"), NoLoad, default);
        await cache.GetAsync(Named("d"), NoLoad, default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => cache.GetAsync(Named("b"), NoLoad, default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => cache.GetAsync(Named("c"), NoLoad, default));
    }

    [Fact]
    public async Task GetAsync_LargerThanTheLimit_IsHandedOutButNotKept()
    {
        var cache = new BarCache(limitBytes: 10 * BytesPerBar);
        await cache.GetAsync(Named("small"), Loader(Some(10)), default);

        Assert.Equal(11, (await cache.GetAsync(Named("large"), Loader(Some(11)), default)).Count);

        Assert.Equal((1, 0L), (cache.Statistics.Entries, cache.Statistics.Evictions));
        await cache.GetAsync(Named("small"), NoLoad, default);
        await cache.GetAsync(Named("large"), Loader(Some(11)), default);
        Assert.Equal(3, cache.Statistics.Loads);
    }

    [Fact]
    public async Task GetAsync_FailedLoad_IsToldToAllWhoWaitAndTriedAgain()
    {
        var cache = new BarCache();
        var release = new TaskCompletionSource();
        Task<Bars>[] requests = [.. Enumerable.Range(0, 5).Select(_ => cache.GetAsync(Key, Fail, default))];
        release.SetResult();

        foreach (Task<Bars> request in requests)
            Assert.Equal("eurusd.csv: broken", (await Assert.ThrowsAsync<InvalidInputException>(() => request)).Message);
        Assert.Equal(2, (await cache.GetAsync(Key, Loader(Some(2)), default)).Count);
        Assert.Equal((1L, 1L, 2L), (cache.Statistics.Failures, cache.Statistics.Loads, cache.Statistics.Misses));

        async Task<Bars> Fail(CancellationToken cancellation)
        {
            await release.Task;
            throw new InvalidInputException("eurusd.csv", "broken");
        }
    }

    [Fact]
    public async Task GetAsync_OneCallerCancels_TheOthersGetTheirBars()
    {
        var cache = new BarCache();
        var release = new TaskCompletionSource();
        using var impatient = new CancellationTokenSource();
        Task<Bars> leaves = cache.GetAsync(Key, Load, impatient.Token), stays = cache.GetAsync(Key, Load, default);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        release.SetResult();

        Assert.Equal(4, (await stays).Count);

        async Task<Bars> Load(CancellationToken cancellation)
        {
            await release.Task;
            cancellation.ThrowIfCancellationRequested();
            return Some(4);
        }
    }

    [Fact]
    public async Task GetAsync_AllCallersCancel_TheLoadIsGivenUpAndTheNextRequestStartsAfresh()
    {
        var cache = new BarCache();
        var started = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        using var impatient = new CancellationTokenSource();
        Task<Bars> leaves = cache.GetAsync(Key, Load, impatient.Token);
        await started.Task;

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(2, (await cache.GetAsync(Key, Loader(Some(2)), default)).Count);

        async Task<Bars> Load(CancellationToken cancellation)
        {
            started.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellation);
            }
            finally
            {
                stopped.SetResult();
            }

            return Some(1);
        }
    }

    [Fact]
    public async Task GetAsync_ManyKeysFromManyThreads_StaysWithinTheLimitAndNeverMixes()
    {
        var cache = new BarCache(limitBytes: 20 * BytesPerBar);
        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), async (i, cancellation) =>
        {
            int size = 1 + (i * 7919 % 9);
            Bars bars = await cache.GetAsync(new DataKey("file", $"{size}"), async _ =>
            {
                await Task.Yield();
                return Some(size);
            }, cancellation);
            Assert.Equal(size, bars.Count);
        });

        BarCacheStatistics statistics = cache.Statistics;
        Assert.Equal(2000, statistics.Hits + statistics.Misses);
        Assert.Equal(statistics.Misses, statistics.Loads);
        Assert.Equal(statistics.Loads - statistics.Evictions, statistics.Entries);
        Assert.InRange(statistics.Bytes, BytesPerBar, 20 * BytesPerBar);
    }

    private static DataKey Named(string name) => new(name, "v1");

    private static Func<CancellationToken, Task<Bars>> Loader(Bars bars) => _ => Task.FromResult(bars);

    private static Task<Bars> NoLoad(CancellationToken cancellation) => throw new InvalidOperationException("Not in the cache.");

    private static Bars Some(int count)
    {
        double[] ones = [.. Enumerable.Repeat(1.0, count)];
        return new Bars("EURUSD", 0.0001, [.. Enumerable.Range(1, count).Select(i => (long)i)], ones, ones, ones, ones, ones, ones);
    }
}
