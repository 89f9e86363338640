namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>Wilder's relative strength index of the closes, 0 to 100.</summary>
/// <param name="Period">The smoothing period in bars.</param>
public sealed record RsiLine(int Period) : Line
{
    /// <inheritdoc/>
    public override double[] Compute(PointSeries series) => Series.Rsi(Series.ToDoubles(series.Close, series.Count), Period);
}
