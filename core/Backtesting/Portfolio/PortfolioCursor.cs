using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Portfolio;

/// <summary>Where one symbol stands while the trades of several are followed in the order of time.</summary>
internal struct PortfolioCursor
{
    private readonly MarketConditions market;
    private readonly long[] times;
    private readonly double pointsPerPip;
    private ReadOnlyMemory<LoggedTrade> trades;
    private int current;

    // What LatestBar found last: times are asked for in their order, most of them soon after each other.
    private int latest;

    /// <summary>Prepares a symbol without trades.</summary>
    public PortfolioCursor(MarketConditions market)
    {
        (this.market, times, pointsPerPip) = (market, market.Series.Bars.Times, market.Series.PointsPerPip);
        Time = long.MaxValue;
    }

    /// <summary>The trade that is open, or opens next.</summary>
    public LoggedTrade Trade { get; private set; }

    /// <summary>Whether it is open.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>When it opens, or where it is open, when the bar opens in which it ends; the largest number after the last trade.</summary>
    public long Time { get; private set; }

    /// <summary>Its lowest profit while open, in pips; 0 where it is not open.</summary>
    public double Worst { get; private set; }

    /// <summary>Its profit in pips.</summary>
    public readonly double Profit => Trade.Profit / pointsPerPip;

    /// <summary>Begins with the first of some trades.</summary>
    public void Begin(ReadOnlyMemory<LoggedTrade> all)
    {
        (trades, current) = (all, -1);
        Next();
    }

    /// <summary>The number of the trade among those of the symbol where it is open, or -1.</summary>
    public readonly int OpenTrade => IsOpen ? current : -1;

    /// <summary>Returns to where a trade was open, or, with -1, where none was.</summary>
    public void Return(int number)
    {
        IsOpen = number >= 0;
        if (!IsOpen)
            return;
        (current, Trade) = (number, trades.Span[number]);
        latest = Trade.EntryBar - 1;
    }

    /// <summary>Opens the trade.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Open()
    {
        (IsOpen, Worst, Time, latest) = (true, Trade.Worst / pointsPerPip, times[Trade.ExitBar], Trade.EntryBar - 1);
    }

    /// <summary>Turns to the next trade.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next()
    {
        (IsOpen, Worst, Time) = (false, 0, long.MaxValue);
        if (++current >= trades.Length)
            return;
        Trade = trades.Span[current];
        Time = times[Trade.EntryBar];
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

    /// <summary>The lowest profit of the open trade in some of its bars, in pips.</summary>
    public readonly double WorstIn(int first, int last)
    {
        double end = last == Trade.ExitBar ? PointsAt(last) : double.PositiveInfinity;
        int whole = last == Trade.ExitBar ? last - first : last - first + 1;
        if (whole <= 0)
            return end / pointsPerPip;
        PointSeries series = market.Series;
        double lowest = series.BlockLows.Lowest(Trade.Side, first, whole) - (double)series.Sides[Trade.Side].Open(Trade.EntryBar) - Cost;
        return Math.Min(lowest, end) / pointsPerPip;
    }

    /// <summary>The lowest profit of the open trade in one of its bars, in pips.</summary>
    public readonly double WorstAt(int bar) => PointsAt(bar) / pointsPerPip;

    private readonly double Cost => (int)(market.OpenAndCost[Trade.Side == 0 ? Trade.EntryBar : Trade.ExitBar] >> 32);

    private readonly double PointsAt(int bar)
    {
        bool isLast = bar == Trade.ExitBar;
        if (isLast && Trade.Exit != ExitMoment.Late)
            return Trade.Profit;
        SidedPrices prices = market.Series.Sides[Trade.Side];
        double value = prices.Low(bar) - (double)prices.Open(Trade.EntryBar) - Cost;
        return isLast ? Math.Min(value, Trade.Profit) : value;
    }
}
