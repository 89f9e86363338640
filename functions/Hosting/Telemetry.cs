using System.Diagnostics;
using System.Diagnostics.Metrics;
using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Functions.Hosting;

/// <summary>Spans and metrics of this app; whoever listens decides what they cost. Nothing is recorded inside a chunk.</summary>
public static class Telemetry
{
    /// <summary>The name of the source of spans and of the meter.</summary>
    public const string Name = "ServerlessTuner.Functions";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> WorkSeconds = Meter.CreateHistogram<double>(
        "tuner.work.duration", "s", "Time of a piece of work, by kind.");
    private static readonly Counter<long> RetryCount = Meter.CreateCounter<long>("tuner.retries", "{retry}", "Activities tried again.");
    private static readonly Counter<long> DeferredCount = Meter.CreateCounter<long>(
        "tuner.work.deferred", "{piece}", "Pieces of work left undone because their study is paused or ends.");

    /// <summary>Starts the span of an activity; null where nobody listens.</summary>
    public static Activity? Start(string activity, string study, string? item = null)
    {
        Activity? span = Source.StartActivity(activity);
        span?.SetTag("tuner.study", study);
        if (item is not null)
            span?.SetTag("tuner.item", item);
        return span;
    }

    /// <summary>A piece of work was finished.</summary>
    /// <param name="kind">The kind of work.</param>
    /// <param name="seconds">How long it took.</param>
    public static void Worked(string kind, double seconds) => WorkSeconds.Record(seconds, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>A piece of work was left undone.</summary>
    public static void Deferred() => DeferredCount.Add(1);

    /// <summary>An activity failed and may be tried again.</summary>
    public static void Retried(string study, string fault) =>
        RetryCount.Add(1, new KeyValuePair<string, object?>("study", study), new KeyValuePair<string, object?>("fault", fault));

    /// <summary>Reports the counters of a cache for as long as the process lives.</summary>
    public static void Observe(BarCache cache)
    {
        Meter.CreateObservableCounter(
            "tuner.cache.hits", () => cache.Statistics.Hits, "{request}", "Requests for market data answered from memory.");
        Meter.CreateObservableCounter(
            "tuner.cache.misses", () => cache.Statistics.Misses, "{request}", "Requests for market data that started a load.");
        Meter.CreateObservableCounter(
            "tuner.cache.evictions", () => cache.Statistics.Evictions, "{dataset}", "Data sets dropped to make room.");
        Meter.CreateObservableUpDownCounter("tuner.cache.size", () => cache.Statistics.Bytes, "By", "Market data in memory.");
    }
}
