using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Portfolio;

/// <summary>
/// The drawdown of several symbols together: that of the sum of their equities in the order of time. At every time at which a bar of
/// any symbol opens, all positions are valued at the worst price of their latest bars, as with one symbol.
/// </summary>
/// <remarks>
/// Trades say how low each of them was, which bounds how low their sum was between two events. Bars are looked at only where the
/// bound is below what was reached by all closed trades, so that the cost is that of the trades. An instance is used for one trial after
/// another.
/// </remarks>
/// <param name="markets">The symbols.</param>
internal sealed class PortfolioDrawdown(MarketConditions[] markets)
{
    private readonly PortfolioCursor[] cursors = [.. markets.Select(market => new PortfolioCursor(market))];
    private readonly List<Stretch> doubtful = [];
    private readonly List<int> openTrades = [];
    private double equity;
    private double peak;
    private double closed;
    private double marked;

    /// <summary>The largest drawdown in pips, of closed trades and marked to market.</summary>
    /// <param name="trades">By symbol its trades, in the order of time.</param>
    public (double Closed, double Marked) Of(ReadOnlyMemory<LoggedTrade>[] trades)
    {
        equity = peak = closed = marked = 0;
        doubtful.Clear();
        openTrades.Clear();
        Span<PortfolioCursor> all = cursors;
        for (int symbol = 0; symbol < all.Length; symbol++)
            all[symbol].Begin(trades[symbol]);
        for (long time = NextEvent(all); time != long.MaxValue;)
        {
            // At the open, what closes and then what opens. The peak is taken after all that closes.
            bool closes = false, ends = false;
            foreach (ref PortfolioCursor cursor in all)
            {
                if (cursor.Time != time)
                    continue;
                if (cursor.IsOpen && cursor.Trade.Exit == ExitMoment.Open)
                {
                    equity += cursor.Profit;
                    closes = true;
                    cursor.Next();
                }

                if (!cursor.IsOpen && cursor.Time == time)
                    cursor.Open();
                ends |= cursor.Time == time;
            }

            if (closes)
                Settle();
            if (ends)
            {
                Mark(all, time, time + 1);
                foreach (ref PortfolioCursor cursor in all)
                {
                    if (cursor.Time != time || !cursor.IsOpen || cursor.Trade.Exit == ExitMoment.Open)
                        continue;
                    equity += cursor.Profit;
                    cursor.Next();
                }

                Settle();
            }

            long next = NextEvent(all);
            Mark(all, ends ? time + 1 : time, next);
            time = next;
        }

        // The last ones first: after a deep fall many others no longer matter.
        for (int i = doubtful.Count - 1; i >= 0; i--)
            LookAt(all, i);
        return (closed, marked);
    }

    // When the next position opens or closes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long NextEvent(Span<PortfolioCursor> all)
    {
        long time = long.MaxValue;
        foreach (ref PortfolioCursor cursor in all)
            time = Math.Min(time, cursor.Time);
        return time;
    }

    // Notes that the open positions must be valued at all times from one to before another, in which none opens or closes, unless their
    // worst profits tell that it would change nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Mark(Span<PortfolioCursor> all, long from, long until)
    {
        double bound = equity;
        foreach (ref PortfolioCursor cursor in all)
            bound += cursor.Worst;
        if (peak - bound <= marked)
            return;
        doubtful.Add(new Stretch(from, until, equity, peak, bound));
        foreach (ref PortfolioCursor cursor in all)
            openTrades.Add(cursor.OpenTrade);
    }

    private void LookAt(Span<PortfolioCursor> all, int index)
    {
        Stretch stretch = doubtful[index];
        if (stretch.Peak - stretch.Bound <= marked)
            return;
        (equity, peak) = (stretch.Equity, stretch.Peak);
        for (int symbol = 0; symbol < all.Length; symbol++)
            all[symbol].Return(openTrades[(index * all.Length) + symbol]);
        MarkBars(stretch.From, stretch.Until);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Settle()
    {
        peak = Math.Max(peak, equity);
        closed = Math.Max(closed, peak - equity);
        marked = Math.Max(marked, peak - equity);
    }

    private void MarkBars(long from, long until)
    {
        long first = NextBar(from - 1);
        if (first >= until)
            return;
        // Closer: how low each position was in these bars, which for a single one is the answer.
        double bound = equity;
        int open = 0;
        foreach (ref PortfolioCursor cursor in cursors.AsSpan())
        {
            if (!cursor.IsOpen)
                continue;
            open++;
            bound += cursor.WorstIn(cursor.LatestBar(first), cursor.LatestBar(until - 1));
        }

        if (open == 1)
            marked = Math.Max(marked, peak - bound);
        if (open == 1 || peak - bound <= marked)
            return;
        for (long time = first; time < until; time = NextBar(time))
        {
            double value = equity;
            foreach (ref PortfolioCursor cursor in cursors.AsSpan())
                value += cursor.IsOpen ? cursor.WorstAt(cursor.LatestBar(time)) : 0;
            marked = Math.Max(marked, peak - value);
        }
    }

    // When the next bar of a symbol with an open position opens.
    private long NextBar(long time)
    {
        long next = long.MaxValue;
        foreach (ref PortfolioCursor cursor in cursors.AsSpan())
            next = cursor.IsOpen ? Math.Min(next, cursor.NextBar(time)) : next;
        return next;
    }

    // Times from one to before another without an event, and what was known there; Bound is the lowest that the equity may have been.
    private readonly record struct Stretch(long From, long Until, double Equity, double Peak, double Bound);
}
