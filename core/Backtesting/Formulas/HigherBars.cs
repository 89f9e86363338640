using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Core.Backtesting.Formulas;

/// <summary>Bars of a longer interval, made of finer ones.</summary>
internal static class HigherBars
{
    /// <summary>
    /// Joins bars by the interval in which they open. Intervals start at midnight UTC, weeks on Monday. A bar that is not
    /// over holds what there is of it so far.
    /// </summary>
    public static Bars Of(Bars bars, long interval)
    {
        var starts = new List<int>();
        for (int i = 0; i < bars.Count; i++)
        {
            if (i == 0 || bars.Times[i] / interval != bars.Times[i - 1] / interval)
                starts.Add(i);
        }

        int count = starts.Count;
        var times = new long[count];
        double[] open = new double[count], high = new double[count], low = new double[count];
        double[] close = new double[count], volume = new double[count], spread = new double[count];
        for (int bar = 0; bar < count; bar++)
        {
            int first = starts[bar], end = bar + 1 < count ? starts[bar + 1] : bars.Count;
            // Tick 0 is a Monday.
            times[bar] = bars.Times[first] / interval * interval;
            (open[bar], high[bar], low[bar]) = (bars.Open[first], bars.High[first], bars.Low[first]);
            (close[bar], spread[bar]) = (bars.Close[end - 1], bars.Spread[end - 1]);
            for (int i = first; i < end; i++)
            {
                high[bar] = Math.Max(high[bar], bars.High[i]);
                low[bar] = Math.Min(low[bar], bars.Low[i]);
                volume[bar] += bars.Volume[i];
            }
        }

        return new Bars(bars.Symbol, bars.PipSize, times, open, high, low, close, volume, spread);
    }

    /// <summary>
    /// Values of other bars at each of these: those of the last bar that is over when this one is. NaN where there is none.
    /// </summary>
    /// <param name="times">Opening times of these bars, and their length.</param>
    /// <param name="interval">The length of these bars: none opens sooner after another.</param>
    /// <param name="otherTimes">Opening times of the other bars.</param>
    /// <param name="otherInterval">The length of the other bars.</param>
    /// <param name="values">The values of the other bars.</param>
    public static double[] Align(long[] times, long interval, long[] otherTimes, long otherInterval, double[] values)
    {
        double[] result = GC.AllocateUninitializedArray<double>(times.Length);
        int next = 0;
        for (int i = 0; i < result.Length; i++)
        {
            while (next < otherTimes.Length && otherTimes[next] + otherInterval <= times[i] + interval)
                next++;
            result[i] = next == 0 ? double.NaN : values[next - 1];
        }

        return result;
    }
}
