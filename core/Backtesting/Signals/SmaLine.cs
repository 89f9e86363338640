using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Signals;

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
