namespace ServerlessTuner.Core.Market;

/// <summary>What a <see cref="BarCache"/> has done so far, for telemetry.</summary>
/// <param name="Hits">Requests answered from bars in memory, or by a load that already ran for another request.</param>
/// <param name="Misses">Requests that started a load. Hits and misses together are all requests.</param>
/// <param name="Loads">Loads that ended well.</param>
/// <param name="Failures">Loads that failed or were given up.</param>
/// <param name="Evictions">Data sets dropped to make room.</param>
/// <param name="Entries">Data sets in memory now.</param>
/// <param name="Bytes">Their size in bytes.</param>
public sealed record BarCacheStatistics(long Hits, long Misses, long Loads, long Failures, long Evictions, int Entries, long Bytes);
