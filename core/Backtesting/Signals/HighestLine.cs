namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>The highest high of the bars before the current one, in points.</summary>
/// <param name="Period">How many bars.</param>
public sealed record HighestLine(int Period) : Line
{
    /// <inheritdoc/>
    public override double[] Compute(PointSeries series) => Series.Extreme(series.High, series.Count, Period, lowest: false);
}
