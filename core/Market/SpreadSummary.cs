namespace ServerlessTuner.Core.Market;

/// <summary>The recorded spread, in pips.</summary>
/// <param name="Min">The smallest.</param>
/// <param name="Median">Half are at most this.</param>
/// <param name="Mean">The arithmetic mean.</param>
/// <param name="P95">95 % are at most this.</param>
/// <param name="Max">The largest.</param>
public sealed record SpreadSummary(double Min, double Median, double Mean, double P95, double Max);
