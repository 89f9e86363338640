using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ServerlessTuner.Core.Backtesting.Portfolio;

/// <summary>
/// Where one symbol stands while the trades of several are followed in the order of time. Amounts are in points of the portfolio.
/// </summary>
internal struct PortfolioCursor
{
    private readonly MarketConditions market;
    private readonly long[] times;
    private readonly long scale;
    private LoggedTrade[] trades = [];
    private int next;
    private int end;

    // What LatestBar found last: times are asked for in their order, most of them soon after each other.
    private int latest;

    /// <summary>Prepares a symbol without trades.</summary>
    /// <param name="market">The symbol.</param>
    /// <param name="pointsPerPip">How many points of the portfolio make a pip: a multiple of those of the symbol.</param>
    public PortfolioCursor(MarketConditions market, int pointsPerPip)
    {
        (this.market, times) = (market, market.Series.Bars.Times);
        scale = pointsPerPip / market.Series.PointsPerPip;
        End = long.MaxValue;
    }

    /// <summary>The trade that is open, or opens next.</summary>
    public LoggedTrade Trade { get; private set; }

    /// <summary>When the bar opens in which it ends; the largest number after the last trade.</summary>
    public long End { get; private set; }

    /// <summary>Whether it is open, where some stretch of time is looked at.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>A bound of its lowest profit while open, at most 0; 0 after the last trade.</summary>
    public long Worst { get; private set; }

    /// <summary>Its profit.</summary>
    public readonly long Profit => Trade.Profit * scale;

    /// <summary>The number of the trade among those of the symbol, or -1 after the last one.</summary>
    public readonly int Current => End == long.MaxValue ? -1 : next - 1;

    /// <summary>When the trade opens.</summary>
    public readonly long Begins => times[Trade.EntryBar];

    /// <summary>Begins with the first of some trades.</summary>
    public void Begin(ReadOnlyMemory<LoggedTrade> all)
    {
        (trades, next, end) = MemoryMarshal.TryGetArray(all, out ArraySegment<LoggedTrade> kept)
            ? (kept.Array!, kept.Offset, kept.Offset + kept.Count)
            : (all.ToArray(), 0, all.Length);
        Next();
    }

    /// <summary>Turns to the next trade.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next()
    {
        if (next >= end)
        {
            (Worst, End) = (0, long.MaxValue);
            return;
        }

        Trade = trades[next++];
        End = times[Trade.ExitBar];
        Worst = Math.Min(Trade.Worst, 0) * scale;
    }

    /// <summary>Returns to a trade that is to be looked at; with -1 to none.</summary>
    public void Return(int number)
    {
        if (number < 0)
        {
            (Worst, End, IsOpen) = (0, long.MaxValue, false);
            return;
        }

        next = number;
        Next();
        latest = Trade.EntryBar - 1;
    }

    /// <summary>
    /// Says whether the trade is open from a time on. Returns when it opens, if that is still to come; else the largest number.
    /// </summary>
    public long OpenAt(long time)
    {
        if (End == long.MaxValue)
            return long.MaxValue;
        long begins = Begins;
        IsOpen = begins <= time;
        return IsOpen ? long.MaxValue : begins;
    }

    /// <summary>When the next bar of the open trade after <paramref name="time"/> opens.</summary>
    public long NextBar(long time)
    {
        int bar = LatestBar(time) + 1;
        return bar <= Trade.ExitBar ? times[bar] : long.MaxValue;
    }

    /// <summary>The last bar of the open trade that opens at or before a time; the one before its entry where there is none.</summary>
    public int LatestBar(long time)
    {
        int last = Trade.ExitBar, low = latest;
        if (low >= Trade.EntryBar && times[low] > time)
            low = Trade.EntryBar - 1;
        // Steps that double, then halves: what is asked for is always at low or above, and below high.
        int step = 1, high = low + 1;
        while (high <= last && times[high] <= time)
        {
            low = high;
            high += step;
            step *= 2;
        }

        high = Math.Min(high, last + 1);
        while (high - low > 1)
        {
            int middle = (low + high) >> 1;
            if (times[middle] <= time)
                low = middle;
            else
                high = middle;
        }

        return latest = low;
    }

    /// <summary>The lowest profit of the open trade in some of its bars.</summary>
    public readonly long WorstIn(int first, int last)
    {
        long lowest = last == Trade.ExitBar ? PointsAt(last) : long.MaxValue;
        int whole = last == Trade.ExitBar ? last - first : last - first + 1;
        PointSeries series = market.Series;
        if (whole > 0)
        {
            long price = series.BlockLows.Lowest(Trade.Side, first, whole);
            lowest = Math.Min(lowest, price - series.Sides[Trade.Side].Open(Trade.EntryBar) - Cost);
        }

        return lowest * scale;
    }

    /// <summary>The lowest profit of the open trade in one of its bars.</summary>
    public readonly long WorstAt(int bar) => PointsAt(bar) * scale;

    private readonly long Cost => market.CostAt(Trade.Side == 0 ? Trade.EntryBar : Trade.ExitBar);

    private readonly long PointsAt(int bar)
    {
        bool isLast = bar == Trade.ExitBar;
        if (isLast && Trade.Exit != ExitMoment.Late)
            return Trade.Profit;
        SidedPrices prices = market.Series.Sides[Trade.Side];
        long value = (long)prices.Low(bar) - prices.Open(Trade.EntryBar) - Cost;
        return isLast ? Math.Min(value, Trade.Profit) : value;
    }
}
