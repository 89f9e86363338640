using ServerlessTuner.Core.Backtesting.Signals;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>What all calls of a kernel share.</summary>
internal sealed class KernelCache(PointSeries series)
{
    private readonly Dictionary<int, double[]> ranges = [];

    /// <summary>The symbol.</summary>
    public PointSeries Series { get; } = series;

    /// <summary>The lines.</summary>
    public LineStore Lines { get; } = new(series);

    /// <summary>The average true range by bar, in points.</summary>
    public double[] RangesOf(int period)
    {
        lock (ranges)
        {
            if (ranges.Count > 64)
                ranges.Clear();
            if (!ranges.TryGetValue(period, out double[]? values))
                ranges.Add(period, values = ReferenceKernel.AverageTrueRange(Series, period));
            return values;
        }
    }
}
