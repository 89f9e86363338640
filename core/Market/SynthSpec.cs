namespace ServerlessTuner.Core.Market;

/// <summary>Generated bars: the same settings give the same bars on every machine.</summary>
/// <param name="Seed">The seed of the generator.</param>
/// <param name="Bars">How many bars, before <c>limit_bars</c> and the date range.</param>
/// <param name="Interval">The time between bars.</param>
/// <param name="Start">The first bar-open time (UTC).</param>
/// <param name="Price">The first price, or null for the usual one of the symbol.</param>
public sealed record SynthSpec(ulong Seed, int Bars, TimeSpan Interval, DateTime Start, double? Price = null);
