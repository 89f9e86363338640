using ServerlessTuner.Core.Learning.Data;
using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>One symbol as the trading environment sees it. Immutable.</summary>
internal sealed class TradingMarket
{
    private const int RangeBars = 14;
    private const float Limit = 5;
    private readonly float[][] columns;

    /// <summary>
    /// Prepares a symbol: features less their mean, over their deviation in the training part, within ±5; missing ones are 0.
    /// </summary>
    /// <param name="bars">The bars.</param>
    /// <param name="features">What is seen of them.</param>
    /// <param name="firstRow">The row of the first bar.</param>
    /// <param name="scales">Mean and deviation of each column.</param>
    public TradingMarket(Bars bars, FeatureTable features, int firstRow, IReadOnlyList<double[]> scales)
    {
        Bars = bars;
        columns = [.. features.Columns.Select((column, i) => Scaled(column.AsSpan(firstRow, bars.Count), scales[i]))];
        Range = AverageTrueRange(bars);
    }

    /// <summary>The bars.</summary>
    public Bars Bars { get; }

    /// <summary>By bar the average true range of 14 bars, Wilder's; of the first ones the mean so far.</summary>
    public double[] Range { get; }

    /// <summary>How many features there are.</summary>
    public int Features => columns.Length;

    /// <summary>What is seen at the close of a bar.</summary>
    public void Show(int bar, Span<float> into)
    {
        for (int i = 0; i < columns.Length; i++)
            into[i] = columns[i][bar];
    }

    private static float[] Scaled(ReadOnlySpan<float> column, double[] scale)
    {
        var scaled = new float[column.Length];
        for (int i = 0; i < scaled.Length; i++)
        {
            double value = scale[1] > 0 ? (column[i] - scale[0]) / scale[1] : 0;
            scaled[i] = double.IsFinite(value) ? (float)Math.Clamp(value, -Limit, Limit) : 0;
        }

        return scaled;
    }

    private static double[] AverageTrueRange(Bars bars)
    {
        var ranges = new double[bars.Count];
        double average = 0;
        for (int bar = 0; bar < ranges.Length; bar++)
        {
            double high = bars.High[bar], low = bars.Low[bar];
            double range = bar == 0 ? high - low : Math.Max(high, bars.Close[bar - 1]) - Math.Min(low, bars.Close[bar - 1]);
            average += (range - average) / Math.Min(bar + 1, RangeBars);
            ranges[bar] = average;
        }

        return ranges;
    }
}
