using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Portfolio;

/// <summary>
/// The drawdown of several symbols together: that of the sum of their equities in the order of time. At every time at which a bar of
/// any symbol opens, all positions are valued at the worst price of their latest bars, as with one symbol.
/// </summary>
/// <remarks>
/// <para>Closed equity changes where trades end, so that only ends are followed. Trades say how low each of them was at most, which
/// bounds how low their sum was between two ends. Bars are looked at only where the bound is below what was reached by all closed
/// trades, so that the cost is that of the trades. An instance is used for one trial after another.</para>
/// <para>All amounts are whole points, those of the symbol with the finest: sums are exact.</para>
/// </remarks>
internal sealed class PortfolioDrawdown
{
    private readonly PortfolioCursor[] cursors;
    private readonly double pointsPerPip;
    private readonly List<Stretch> doubtful = [];
    private readonly List<int> trades = [];
    private long equity;
    private long peak;
    private long closed;
    private long marked;

    /// <summary>Prepares some symbols.</summary>
    public PortfolioDrawdown(MarketConditions[] markets)
    {
        // Points per pip are powers of ten.
        int finest = markets.Max(market => market.Series.PointsPerPip);
        pointsPerPip = finest;
        cursors = [.. markets.Select(market => new PortfolioCursor(market, finest))];
    }

    /// <summary>The largest drawdown in pips, of closed trades and marked to market.</summary>
    /// <param name="all">By symbol its trades, in the order of time; <see cref="LoggedTrade.Worst"/> may be lower than they were.</param>
    public (double Closed, double Marked) Of(ReadOnlyMemory<LoggedTrade>[] all)
    {
        equity = peak = closed = marked = 0;
        doubtful.Clear();
        trades.Clear();
        for (int symbol = 0; symbol < cursors.Length; symbol++)
            cursors[symbol].Begin(all[symbol]);
        Follow(cursors);
        // The last ones first: after a deep fall many others no longer matter.
        for (int i = doubtful.Count - 1; i >= 0; i--)
            LookAt(i);
        return (closed / pointsPerPip, marked / pointsPerPip);
    }

    private void Follow(Span<PortfolioCursor> all)
    {
        long from = 0;
        for (long time = NextEnd(all); time != long.MaxValue; time = NextEnd(all))
        {
            Mark(all, from, time);
            // First what ends at the open. The peak is taken after all of it.
            bool closes = false, ends = false;
            foreach (ref PortfolioCursor cursor in all)
            {
                if (cursor.End == time && cursor.Trade.Exit == ExitMoment.Open)
                {
                    equity += cursor.Profit;
                    closes = true;
                    cursor.Next();
                }

                ends |= cursor.End == time;
            }

            if (closes)
                Settle();
            from = time;
            if (!ends)
                continue;
            from++;
            Mark(all, time, from);
            foreach (ref PortfolioCursor cursor in all)
            {
                if (cursor.End != time)
                    continue;
                equity += cursor.Profit;
                cursor.Next();
            }

            Settle();
        }
    }

    // When the next position closes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long NextEnd(Span<PortfolioCursor> all)
    {
        long time = long.MaxValue;
        foreach (ref PortfolioCursor cursor in all)
            time = Math.Min(time, cursor.End);
        return time;
    }

    // Notes that the open positions must be valued at all times from one to before another, in which none closes, unless their
    // worst profits tell that it would change nothing. Those that are still to open count as well: entries are not followed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Mark(Span<PortfolioCursor> all, long from, long until)
    {
        long bound = equity;
        foreach (ref PortfolioCursor cursor in all)
            bound += cursor.Worst;
        if (peak - bound > marked)
            Note(all, new Stretch(from, until, equity, peak, bound));
    }

    private void Note(Span<PortfolioCursor> all, Stretch stretch)
    {
        doubtful.Add(stretch);
        foreach (ref PortfolioCursor cursor in all)
            trades.Add(cursor.Current);
    }

    private void LookAt(int index)
    {
        Stretch stretch = doubtful[index];
        if (stretch.Peak - stretch.Bound <= marked)
            return;
        (equity, peak) = (stretch.Equity, stretch.Peak);
        long bound = equity;
        for (int symbol = 0; symbol < cursors.Length; symbol++)
        {
            ref PortfolioCursor cursor = ref cursors[symbol];
            cursor.Return(trades[(index * cursors.Length) + symbol]);
            bound += cursor.End != long.MaxValue && cursor.Begins < stretch.Until ? cursor.Worst : 0;
        }

        // From one entry to the next.
        for (long from = stretch.From; from < stretch.Until && peak - bound > marked;)
        {
            long until = stretch.Until;
            foreach (ref PortfolioCursor cursor in cursors.AsSpan())
                until = Math.Min(until, cursor.OpenAt(from));
            MarkBars(from, until);
            from = until;
        }
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
        long bound = equity;
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
            long value = equity;
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

    // Times from one to before another in which nothing closes, and what was known there; Bound is the lowest that the equity may have
    // been.
    private readonly record struct Stretch(long From, long Until, long Equity, long Peak, long Bound);
}
