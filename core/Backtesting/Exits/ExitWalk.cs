namespace ServerlessTuner.Core.Backtesting.Exits;

/// <summary>Follows one trade bar by bar to its own exit.</summary>
internal static unsafe class ExitWalk
{
    /// <summary>
    /// Finds the exit in the bars from <paramref name="from"/> to before <paramref name="until"/>, counted from the entry.
    /// </summary>
    /// <param name="prices">Prices of the trade's side.</param>
    /// <param name="entry">The entry bar.</param>
    /// <param name="levels">The levels.</param>
    /// <param name="from">The first bar that was not looked at before.</param>
    /// <param name="until">The first bar not to be looked at.</param>
    /// <param name="profit">The profit in points, where there is an exit.</param>
    /// <returns>The code of the exit as in <see cref="ExitFinder"/>, or <see cref="ExitFinder.Never"/>.</returns>
    public static int Find(SidedPrices prices, int entry, ExitLevels levels, int from, int until, out int profit)
    {
        int price = prices.Open(entry);
        int best = price;
        for (int i = 0; i < from; i++)
            best = Math.Max(best, prices.High(entry + i));
        int target = price + levels.Target;
        int end = Math.Min(until, levels.TimeLimit);
        for (int i = from; i < end; i++)
        {
            // The stop depends on the best completed bar alone.
            int stop = Math.Max(price - levels.Stop, best - levels.Trailing);
            if (best - price >= levels.BreakEven)
                stop = Math.Max(stop, price);
            int open = prices.Open(entry + i), high = prices.High(entry + i);
            if (prices.Low(entry + i) <= stop)
            {
                bool gap = i > 0 && open <= stop;
                profit = (gap ? open : stop) - price;
                return (i << 2) | (gap ? 0 : 1);
            }

            if (high >= target)
            {
                bool gap = i > 0 && open >= target;
                profit = gap ? open - price : levels.Target;
                return (i << 2) | (gap ? 2 : 3);
            }

            best = Math.Max(best, high);
        }

        bool timeUp = levels.TimeLimit < until;
        profit = timeUp ? prices.Open(entry + levels.TimeLimit) - price : 0;
        return timeUp ? levels.TimeLimit << 2 : ExitFinder.Never;
    }
}
