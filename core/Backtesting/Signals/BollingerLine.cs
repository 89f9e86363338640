using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Signals;

/// <summary>
/// A Bollinger band: simple average plus <paramref name="Width"/> population standard deviations of the closes, in points.
/// </summary>
/// <param name="Period">The window in bars.</param>
/// <param name="Width">Standard deviations above the average; negative for the lower band.</param>
public sealed record BollingerLine(int Period, double Width) : Line
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double[] Compute(PointSeries series)
    {
        double[] means = new SmaLine(Period).Compute(series);
        double[] values = Series.StandardDeviation(Series.ToDoubles(series.Close, series.Count), means, Period);
        for (int i = 0; i < values.Length; i++)
            values[i] = means[i] + (Width * values[i]);
        return values;
    }
}
