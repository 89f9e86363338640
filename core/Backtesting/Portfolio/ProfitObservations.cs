namespace ServerlessTuner.Core.Backtesting.Portfolio;

/// <summary>
/// The profits that the ratios of several symbols come from. Trades of different symbols that end on the same UTC day are not
/// independent of each other and make one observation, their sum; where a symbol ends several trades on a day, the first ones are
/// added up, then the second ones, and so on. With one symbol each trade is an observation, and a symbol given twice changes nothing.
/// </summary>
internal static class ProfitObservations
{
    /// <summary>Adds up the trades of all symbols, day by day.</summary>
    /// <param name="symbols">The markets.</param>
    /// <param name="trades">By symbol its trades, in the order of time.</param>
    public static ProfitMoments Of(MarketConditions[] symbols, ReadOnlyMemory<LoggedTrade>[] trades)
    {
        int[] next = new int[symbols.Length];
        double count = 0, sum = 0, squares = 0, lossSquares = 0;
        while (true)
        {
            long day = long.MaxValue;
            for (int symbol = 0; symbol < symbols.Length; symbol++)
                day = Math.Min(day, DayOf(symbol));
            if (day == long.MaxValue)
                return new ProfitMoments(count, sum, squares, lossSquares);
            double profit = 0;
            for (int symbol = 0; symbol < symbols.Length; symbol++)
            {
                if (DayOf(symbol) == day)
                    profit += trades[symbol].Span[next[symbol]++].Profit / (double)symbols[symbol].Series.PointsPerPip;
            }

            double loss = Math.Min(profit, 0);
            count++;
            sum += profit;
            squares += profit * profit;
            lossSquares += loss * loss;
        }

        long DayOf(int symbol) => next[symbol] < trades[symbol].Length
            ? symbols[symbol].Series.Bars.Times[trades[symbol].Span[next[symbol]].ExitBar] / TimeSpan.TicksPerDay
            : long.MaxValue;
    }
}
