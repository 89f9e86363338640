namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// What is kept of a sequence of trades: sums from which every metric follows. Profits are whole points, so all but the
/// sums of squares are exact.
/// </summary>
internal record struct TradeStatistics
{
    /// <summary>Number of trades.</summary>
    public double Trades;

    /// <summary>Number of trades with a profit above 0 after costs.</summary>
    public double Wins;

    /// <summary>Sum of profits, in points.</summary>
    public double Sum;

    /// <summary>Sum of squared profits.</summary>
    public double SumOfSquares;

    /// <summary>Sum of squared losses.</summary>
    public double SumOfLossSquares;

    /// <summary>Sum of the profits above 0.</summary>
    public double GrossProfit;

    /// <summary>How far the cumulated profit of closed trades is below its highest so far, which is 0 at the start.</summary>
    public double ClosedDrawdown;

    /// <summary>The most that <see cref="ClosedDrawdown"/> has been.</summary>
    public double MaxClosedDrawdown;

    /// <summary>
    /// The most that the cumulated profit, with that of the open trade at its worst, was below the highest of closed trades.
    /// </summary>
    public double MaxDrawdown;

    /// <summary>The lowest profit of a trade while it was open; 0 where none was below.</summary>
    public double WorstOpen;

    /// <summary>Bars in which a position was open.</summary>
    public double BarsHeld;

    /// <summary>The most bars that one trade was open.</summary>
    public double LongestTrade;

    /// <summary>Losing trades in a row, up to the last trade.</summary>
    public double LosingRun;

    /// <summary>The most losing trades in a row.</summary>
    public double LongestLosingRun;

    /// <summary>Adds one trade.</summary>
    /// <param name="profit">Profit after costs, in points.</param>
    /// <param name="worst">The lowest profit after costs while the position was open, in points; at most <paramref name="profit"/>.</param>
    /// <param name="barsHeld">Bars in which the position was open.</param>
    public void Add(double profit, double worst, double barsHeld)
    {
        double loss = Math.Min(profit, 0);
        Trades++;
        Wins += profit > 0 ? 1 : 0;
        Sum += profit;
        SumOfSquares += profit * profit;
        SumOfLossSquares += loss * loss;
        GrossProfit += Math.Max(profit, 0);
        MaxDrawdown = Math.Max(MaxDrawdown, ClosedDrawdown - worst);
        WorstOpen = Math.Min(WorstOpen, worst);
        ClosedDrawdown = Math.Max(ClosedDrawdown - profit, 0);
        MaxClosedDrawdown = Math.Max(MaxClosedDrawdown, ClosedDrawdown);
        BarsHeld += barsHeld;
        LongestTrade = Math.Max(LongestTrade, barsHeld);
        LosingRun = profit < 0 ? LosingRun + 1 : 0;
        LongestLosingRun = Math.Max(LongestLosingRun, LosingRun);
    }

    /// <summary>
    /// Adds the trades of another symbol. Sums add up; the worst open profit, the longest trade and the longest losing run are those
    /// of either. Drawdowns do not follow from those of the symbols: see <see cref="Portfolio.PortfolioDrawdown"/>.
    /// </summary>
    public void Pool(TradeStatistics other)
    {
        Trades += other.Trades;
        Wins += other.Wins;
        Sum += other.Sum;
        SumOfSquares += other.SumOfSquares;
        SumOfLossSquares += other.SumOfLossSquares;
        GrossProfit += other.GrossProfit;
        MaxDrawdown = Math.Max(MaxDrawdown, other.MaxDrawdown);
        MaxClosedDrawdown = Math.Max(MaxClosedDrawdown, other.MaxClosedDrawdown);
        WorstOpen = Math.Min(WorstOpen, other.WorstOpen);
        BarsHeld += other.BarsHeld;
        LongestTrade = Math.Max(LongestTrade, other.LongestTrade);
        LongestLosingRun = Math.Max(LongestLosingRun, other.LongestLosingRun);
    }

    /// <summary>The same trades with profits in another unit: points of one symbol become pips.</summary>
    public readonly TradeStatistics InPips(double pointsPerPip) => this with
    {
        Sum = Sum / pointsPerPip,
        SumOfSquares = SumOfSquares / (pointsPerPip * pointsPerPip),
        SumOfLossSquares = SumOfLossSquares / (pointsPerPip * pointsPerPip),
        GrossProfit = GrossProfit / pointsPerPip,
        ClosedDrawdown = ClosedDrawdown / pointsPerPip,
        MaxClosedDrawdown = MaxClosedDrawdown / pointsPerPip,
        MaxDrawdown = MaxDrawdown / pointsPerPip,
        WorstOpen = WorstOpen / pointsPerPip,
    };

    /// <summary>
    /// The same with sums in pips that are whole points again: adding up the pips of several symbols leaves 1644.8600000000001, which is
    /// no sum of profits.
    /// </summary>
    /// <param name="pointsPerPip">Of the symbol with the finest points.</param>
    public readonly TradeStatistics OnGrid(double pointsPerPip)
    {
        return this with
        {
            Sum = Snap(Sum),
            GrossProfit = Snap(GrossProfit),
            MaxClosedDrawdown = Snap(MaxClosedDrawdown),
            MaxDrawdown = Snap(MaxDrawdown),
        };

        double Snap(double pips) => Math.Round(pips * pointsPerPip) / pointsPerPip;
    }
}
