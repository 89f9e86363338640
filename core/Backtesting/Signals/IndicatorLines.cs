using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>Simple moving average of the closes, in points. Exact but for one rounding, so equal averages compare equal.</summary>
/// <param name="Window">How many bars, the current one included.</param>
public sealed record SmaLine(int Window) : Line
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double[] Compute(PointSeries series)
    {
        double[] values = GC.AllocateUninitializedArray<double>(series.Count);
        long[] sums = series.CloseSums;
        values.AsSpan(0, Math.Min(Window - 1, values.Length)).Fill(double.NaN);
        for (int i = Window - 1; i < values.Length; i++)
            values[i] = (double)(sums[i + 1] - sums[i + 1 - Window]) / Window;
        return values;
    }

    /// <inheritdoc/>
    internal override LineValues Load(PointSeries series) => LineValues.OfSma(series, Window);
}

/// <summary>Exponential moving average of the closes, in points.</summary>
/// <param name="Window">The number of bars of a simple average of the same mean age; the factor is 2 / (window + 1).</param>
public sealed record EmaLine(int Window) : Line
{
    /// <inheritdoc/>
    public override double[] Compute(PointSeries series) => Series.Ema(Series.ToDoubles(series.Close, series.Count), Window);
}

/// <summary>Wilder's relative strength index of the closes, 0 to 100.</summary>
/// <param name="Period">The smoothing period in bars.</param>
public sealed record RsiLine(int Period) : Line
{
    /// <inheritdoc/>
    public override double[] Compute(PointSeries series) => Series.Rsi(Series.ToDoubles(series.Close, series.Count), Period);
}

/// <summary>A Bollinger band: simple average plus <paramref name="Width"/> population standard deviations of the closes, in points.</summary>
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

/// <summary>The highest high of the bars before the current one, in points.</summary>
/// <param name="Period">How many bars.</param>
public sealed record HighestLine(int Period) : Line
{
    /// <inheritdoc/>
    public override double[] Compute(PointSeries series) => Series.Extreme(series.High, series.Count, Period, lowest: false);
}

/// <summary>The lowest low of the bars before the current one, in points.</summary>
/// <param name="Period">How many bars.</param>
public sealed record LowestLine(int Period) : Line
{
    /// <inheritdoc/>
    public override double[] Compute(PointSeries series) => Series.Extreme(series.Low, series.Count, Period, lowest: true);
}

/// <summary>Moving average convergence divergence: fast minus slow exponential average of the closes, in points.</summary>
/// <param name="Fast">Window of the fast average.</param>
/// <param name="Slow">Window of the slow average.</param>
public sealed record MacdLine(int Fast, int Slow) : Line
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double[] Compute(PointSeries series)
    {
        double[] fast = new EmaLine(Fast).Compute(series);
        double[] slow = new EmaLine(Slow).Compute(series);
        for (int i = 0; i < fast.Length; i++)
            fast[i] -= slow[i];
        return fast;
    }
}

/// <summary>The signal line of the MACD: its exponential average.</summary>
/// <param name="Fast">Window of the fast average.</param>
/// <param name="Slow">Window of the slow average.</param>
/// <param name="Signal">Window of the average of their difference.</param>
public sealed record MacdSignalLine(int Fast, int Slow, int Signal) : Line
{
    /// <inheritdoc/>
    public override double[] Compute(PointSeries series) => Series.Ema(new MacdLine(Fast, Slow).Compute(series), Signal);
}
