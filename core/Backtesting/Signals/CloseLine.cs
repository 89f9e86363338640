namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>The close, in points.</summary>
public sealed record CloseLine : Line
{
    /// <inheritdoc/>
    public override double[] Compute(PointSeries series) => Series.ToDoubles(series.Close, series.Count);
}
