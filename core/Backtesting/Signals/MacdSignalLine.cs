namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>The signal line of the MACD: its exponential average.</summary>
/// <param name="Fast">Window of the fast average.</param>
/// <param name="Slow">Window of the slow average.</param>
/// <param name="Signal">Window of the average of their difference.</param>
public sealed record MacdSignalLine(int Fast, int Slow, int Signal) : Line
{
    /// <inheritdoc/>
    public override double[] Compute(PointSeries series) => Series.Ema(new MacdLine(Fast, Slow).Compute(series), Signal);
}
