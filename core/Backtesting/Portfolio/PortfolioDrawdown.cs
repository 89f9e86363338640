namespace ServerlessTuner.Core.Backtesting.Portfolio;

/// <summary>
/// The drawdown of several symbols together: that of the sum of their equities in the order of time. At every time at which a bar of
/// any symbol opens, all positions are valued at the worst price of their latest bars, as with one symbol.
/// </summary>
/// <remarks>
/// Trades say how low each of them was, which bounds how low their sum was between two events. Bars are looked at only where the
/// bound is below what was reached before, so that the cost is that of the trades.
/// </remarks>
internal sealed class PortfolioDrawdown
{
    private readonly MarketConditions[] symbols;
    private readonly ReadOnlyMemory<LoggedTrade>[] trades;
    private readonly int[] current;
    private readonly bool[] isOpen;
    private double equity;
    private double peak;

    private PortfolioDrawdown(MarketConditions[] symbols, ReadOnlyMemory<LoggedTrade>[] trades)
    {
        (this.symbols, this.trades) = (symbols, trades);
        current = new int[symbols.Length];
        isOpen = new bool[symbols.Length];
    }

    private double Closed { get; set; }

    private double Marked { get; set; }

    /// <summary>The largest drawdown in pips, of closed trades and marked to market.</summary>
    /// <param name="symbols">The markets.</param>
    /// <param name="trades">By symbol its trades, in the order of time.</param>
    public static (double Closed, double Marked) Of(MarketConditions[] symbols, ReadOnlyMemory<LoggedTrade>[] trades)
    {
        var curve = new PortfolioDrawdown(symbols, trades);
        long time = curve.NextEvent();
        while (time != long.MaxValue)
        {
            curve.Settle(time, atOpen: true);
            curve.Enter(time);
            bool ends = curve.EndsAt(time);
            long next = ends ? time + 1 : curve.NextEvent();
            curve.Mark(time, next);
            if (ends)
            {
                curve.Settle(time, atOpen: false);
                curve.Mark(next, curve.NextEvent());
            }

            time = curve.NextEvent();
        }

        return (curve.Closed, curve.Marked);
    }

    private ref readonly LoggedTrade Trade(int symbol) => ref trades[symbol].Span[current[symbol]];

    private bool HasTrade(int symbol) => current[symbol] < trades[symbol].Length;

    private long TimeOf(int symbol, int bar) => symbols[symbol].Series.Bars.Times[bar];

    private double Pips(int symbol, double points) => points / symbols[symbol].Series.PointsPerPip;

    // When the next position opens or closes.
    private long NextEvent()
    {
        long time = long.MaxValue;
        for (int symbol = 0; symbol < symbols.Length; symbol++)
        {
            if (HasTrade(symbol))
                time = Math.Min(time, TimeOf(symbol, isOpen[symbol] ? Trade(symbol).ExitBar : Trade(symbol).EntryBar));
        }

        return time;
    }

    // Closes what ends at a time, at the open or later in the bar. The peak is taken after all of it.
    private void Settle(long time, bool atOpen)
    {
        for (int symbol = 0; symbol < symbols.Length; symbol++)
        {
            if (!isOpen[symbol] || (Trade(symbol).Exit == ExitMoment.Open) != atOpen || TimeOf(symbol, Trade(symbol).ExitBar) != time)
                continue;
            equity += Pips(symbol, Trade(symbol).Profit);
            isOpen[symbol] = false;
            current[symbol]++;
        }

        peak = Math.Max(peak, equity);
        Closed = Math.Max(Closed, peak - equity);
        Marked = Math.Max(Marked, peak - equity);
    }

    private void Enter(long time)
    {
        for (int symbol = 0; symbol < symbols.Length; symbol++)
            isOpen[symbol] |= HasTrade(symbol) && TimeOf(symbol, Trade(symbol).EntryBar) == time;
    }

    private bool EndsAt(long time)
    {
        for (int symbol = 0; symbol < symbols.Length; symbol++)
        {
            if (isOpen[symbol] && TimeOf(symbol, Trade(symbol).ExitBar) == time)
                return true;
        }

        return false;
    }

    // Values the open positions at all times from one to before another, in which none opens or closes.
    private void Mark(long from, long until)
    {
        double bound = equity;
        for (int symbol = 0; symbol < symbols.Length; symbol++)
            bound += isOpen[symbol] ? Pips(symbol, Trade(symbol).Worst) : 0;
        if (peak - bound <= Marked)
            return;
        long first = NextBar(from - 1);
        if (first >= until)
            return;
        // Closer: how low each position was in these bars, which for a single one is the answer.
        bound = equity;
        int open = 0;
        for (int symbol = 0; symbol < symbols.Length; symbol++)
        {
            if (!isOpen[symbol])
                continue;
            open++;
            bound += Pips(symbol, WorstIn(symbol, Trade(symbol), LatestBar(symbol, first), LatestBar(symbol, until - 1)));
        }

        if (open == 1)
            Marked = Math.Max(Marked, peak - bound);
        if (open == 1 || peak - bound <= Marked)
            return;
        for (long time = first; time < until; time = NextBar(time))
        {
            double value = equity;
            for (int symbol = 0; symbol < symbols.Length; symbol++)
                value += isOpen[symbol] ? Pips(symbol, WorstAt(symbol, Trade(symbol), LatestBar(symbol, time))) : 0;
            Marked = Math.Max(Marked, peak - value);
        }
    }

    // When the next bar of a symbol with an open position opens.
    private long NextBar(long time)
    {
        long next = long.MaxValue;
        for (int symbol = 0; symbol < symbols.Length; symbol++)
        {
            int bar = isOpen[symbol] ? LatestBar(symbol, time) + 1 : int.MaxValue;
            if (bar <= (isOpen[symbol] ? Trade(symbol).ExitBar : -1))
                next = Math.Min(next, TimeOf(symbol, bar));
        }

        return next;
    }

    // The last bar of an open trade that opens at or before a time; the one before its entry where there is none.
    private int LatestBar(int symbol, long time)
    {
        LoggedTrade trade = Trade(symbol);
        int found = Array.BinarySearch(symbols[symbol].Series.Bars.Times, trade.EntryBar, trade.ExitBar - trade.EntryBar + 1, time);
        return found < 0 ? ~found - 1 : found;
    }

    // The lowest profit of a trade in some of its bars.
    private double WorstIn(int symbol, LoggedTrade trade, int first, int last)
    {
        double end = last == trade.ExitBar ? WorstAt(symbol, trade, last) : double.PositiveInfinity;
        int whole = last == trade.ExitBar ? last - first : last - first + 1;
        PointSeries series = symbols[symbol].Series;
        double cost = (int)(symbols[symbol].OpenAndCost[trade.Side == 0 ? trade.EntryBar : trade.ExitBar] >> 32);
        double lowest = series.BlockLows.Lowest(trade.Side, first, whole) - (double)series.Sides[trade.Side].Open(trade.EntryBar) - cost;
        return whole > 0 ? Math.Min(lowest, end) : end;
    }

    // The lowest profit of a trade in one of its bars.
    private double WorstAt(int symbol, LoggedTrade trade, int bar)
    {
        bool isLast = bar == trade.ExitBar;
        if (isLast && trade.Exit != ExitMoment.Late)
            return trade.Profit;
        PointSeries series = symbols[symbol].Series;
        SidedPrices prices = series.Sides[trade.Side];
        double cost = (int)(symbols[symbol].OpenAndCost[trade.Side == 0 ? trade.EntryBar : trade.ExitBar] >> 32);
        double value = prices.Low(bar) - (double)prices.Open(trade.EntryBar) - cost;
        return isLast ? Math.Min(value, trade.Profit) : value;
    }
}
