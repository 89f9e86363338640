using System.Runtime.CompilerServices;

namespace ServerlessTuner.Core.Backtesting.Portfolio;

/// <summary>
/// The profits that the ratios of several symbols come from. Trades of different symbols that end on the same UTC day are not
/// independent of each other and make one observation, their sum; where a symbol ends several trades on a day, the first ones are
/// added up, then the second ones, and so on. With one symbol each trade is an observation, and a symbol given twice changes nothing.
/// </summary>
/// <param name="markets">The symbols. An instance is used for one trial after another.</param>
internal sealed class ProfitObservations(MarketConditions[] markets)
{
    private readonly Cursor[] cursors =
        [.. markets.Select(market => new Cursor { Times = market.Series.Bars.Times, PointsPerPip = market.Series.PointsPerPip })];

    /// <summary>Adds up the trades of all symbols, day by day.</summary>
    /// <param name="trades">By symbol its trades, in the order of time.</param>
    public ProfitMoments Of(ReadOnlyMemory<LoggedTrade>[] trades)
    {
        Span<Cursor> all = cursors;
        long day = long.MaxValue;
        for (int symbol = 0; symbol < all.Length; symbol++)
        {
            (all[symbol].Trades, all[symbol].Next) = (trades[symbol], 0);
            all[symbol].FindDay(trades[symbol].Span);
            day = Math.Min(day, all[symbol].Day);
        }

        double count = 0, sum = 0, squares = 0, lossSquares = 0;
        while (day != long.MaxValue)
        {
            double profit = 0;
            long next = long.MaxValue;
            foreach (ref Cursor cursor in all)
            {
                if (cursor.Day == day)
                {
                    ReadOnlySpan<LoggedTrade> own = cursor.Trades.Span;
                    profit += own[cursor.Next++].Profit / cursor.PointsPerPip;
                    cursor.FindDay(own);
                }

                next = Math.Min(next, cursor.Day);
            }

            day = next;
            double loss = Math.Min(profit, 0);
            count++;
            sum += profit;
            squares += profit * profit;
            lossSquares += loss * loss;
        }

        return new ProfitMoments(count, sum, squares, lossSquares);
    }

    private struct Cursor
    {
        public ReadOnlyMemory<LoggedTrade> Trades;
        public int Next;

        // Of the next trade's end; the largest number after the last one.
        public long Day;
        public long[] Times;
        public double PointsPerPip;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void FindDay(ReadOnlySpan<LoggedTrade> own) =>
            Day = Next < own.Length ? (long)((ulong)Times[own[Next].ExitBar] / (ulong)TimeSpan.TicksPerDay) : long.MaxValue;
    }
}
