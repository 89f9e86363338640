using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
    [
        .. markets.Select(
            market => new Cursor { Trades = [], Times = market.Series.Bars.Times, PointsPerPip = market.Series.PointsPerPip })
    ];

    /// <summary>Adds up the trades of all symbols, day by day.</summary>
    /// <param name="trades">By symbol its trades, in the order of time.</param>
    public ProfitMoments Of(ReadOnlyMemory<LoggedTrade>[] trades)
    {
        Span<Cursor> all = cursors;
        long day = long.MaxValue;
        for (int symbol = 0; symbol < all.Length; symbol++)
        {
            all[symbol].Begin(trades[symbol]);
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
                    profit += cursor.Trades[cursor.Next++].Profit / cursor.PointsPerPip;
                    cursor.FindDay();
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
        public LoggedTrade[] Trades;
        public int Next;
        public int End;

        // Of the next trade's end; the largest number after the last one.
        public long Day;
        public long[] Times;
        public double PointsPerPip;

        public void Begin(ReadOnlyMemory<LoggedTrade> all)
        {
            (Trades, Next, End) = MemoryMarshal.TryGetArray(all, out ArraySegment<LoggedTrade> kept)
                ? (kept.Array!, kept.Offset, kept.Offset + kept.Count)
                : (all.ToArray(), 0, all.Length);
            FindDay();
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void FindDay() =>
            Day = Next < End ? (long)((ulong)Times[Trades[Next].ExitBar] / (ulong)TimeSpan.TicksPerDay) : long.MaxValue;
    }
}
