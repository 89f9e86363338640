using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Core.Service;

/// <summary>Prices by columns. Where there are many bars, several make one.</summary>
/// <param name="Per">How many bars make one here; 1 where they are sent as they are.</param>
/// <param name="Time">When each begins, in seconds since 1970, UTC.</param>
/// <param name="Open">First prices.</param>
/// <param name="High">Highest prices.</param>
/// <param name="Low">Lowest prices.</param>
/// <param name="Close">Last prices.</param>
public sealed record BarsView(
    int Per,
    IReadOnlyList<double> Time,
    IReadOnlyList<double> Open,
    IReadOnlyList<double> High,
    IReadOnlyList<double> Low,
    IReadOnlyList<double> Close)
{
    /// <summary>Bars, so many at most.</summary>
    internal static BarsView Of(Bars bars, int most)
    {
        int per = Math.Max(1, (bars.Count + most - 1) / most);
        int count = (bars.Count + per - 1) / per;
        double[] time = new double[count], open = new double[count], close = new double[count];
        double[] high = new double[count], low = new double[count];
        for (int i = 0; i < count; i++)
        {
            int begin = i * per, end = Math.Min(bars.Count, begin + per);
            (time[i], open[i], close[i]) = (Seconds(bars.Times[begin]), bars.Open[begin], bars.Close[end - 1]);
            (high[i], low[i]) = (bars.High[begin], bars.Low[begin]);
            for (int bar = begin + 1; bar < end; bar++)
                (high[i], low[i]) = (Math.Max(high[i], bars.High[bar]), Math.Min(low[i], bars.Low[bar]));
        }

        return new BarsView(per, time, open, high, low, close);
    }

    /// <summary>A time as seconds since 1970.</summary>
    internal static double Seconds(long ticks) => (double)(ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
}
