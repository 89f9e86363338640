namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>The same number at every bar.</summary>
/// <param name="Value">The number.</param>
public sealed record ConstantLine(double Value) : Line
{
    /// <inheritdoc/>
    public override double[] Compute(PointSeries series)
    {
        double[] values = new double[series.Count];
        Array.Fill(values, Value);
        return values;
    }
}
