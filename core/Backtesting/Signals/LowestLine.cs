namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>The lowest low of the bars before the current one, in points.</summary>
/// <param name="Period">How many bars.</param>
public sealed record LowestLine(int Period) : Line
{
    /// <inheritdoc/>
    public override double[] Compute(PointSeries series) => Series.Extreme(series.Low, series.Count, Period, lowest: true);
}
