namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>Exponential moving average of the closes, in points.</summary>
/// <param name="Window">The number of bars of a simple average of the same mean age; the factor is 2 / (window + 1).</param>
public sealed record EmaLine(int Window) : Line
{
    /// <inheritdoc/>
    public override double[] Compute(PointSeries series) => Series.Ema(Series.ToDoubles(series.Close, series.Count), Window);
}
