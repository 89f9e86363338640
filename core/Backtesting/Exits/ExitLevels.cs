namespace ServerlessTuner.Core.Backtesting.Exits;

/// <summary>The levels of one exit rule at one entry, in points from the entry price; <see cref="PointSeries.Limit"/> for none.</summary>
internal readonly record struct ExitLevels(int Stop, int Target, int Trailing, int BreakEven, int TimeLimit)
{
    /// <summary>The levels for an entry after a signal bar with the given average true range.</summary>
    public static ExitLevels Of(ExitRules rules, PointSeries series, double range) => new(
        Distance(series, rules.StopPips, rules.StopAtr, range),
        Distance(series, rules.TargetPips, rules.TargetAtr, range),
        Distance(series, rules.TrailingPips, rules.TrailingAtr, range),
        rules.BreakEvenPips > 0 ? series.Distance(rules.BreakEvenPips) : PointSeries.Limit,
        rules.MaxBars > 0 ? rules.MaxBars : int.MaxValue);

    private static int Distance(PointSeries series, double pips, double ranges, double range) =>
        pips > 0 ? series.Distance(pips) : ranges > 0 ? PointSeries.ToDistance(ranges * range) : PointSeries.Limit;
}
