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

    /// <summary>Highest cumulated profit so far; 0 at the start.</summary>
    public double Peak;

    /// <summary>Largest fall of the cumulated profit below its peak, over closed trades.</summary>
    public double MaxDrawdown;

    /// <summary>Bars in which a position was open.</summary>
    public double BarsHeld;

    /// <summary>Losing trades in a row, up to the last trade.</summary>
    public double LosingRun;

    /// <summary>The most losing trades in a row.</summary>
    public double LongestLosingRun;

    /// <summary>Adds one trade.</summary>
    /// <param name="profit">Profit after costs, in points.</param>
    /// <param name="barsHeld">Bars in which the position was open.</param>
    public void Add(double profit, double barsHeld)
    {
        double loss = Math.Min(profit, 0);
        Trades++;
        Wins += profit > 0 ? 1 : 0;
        Sum += profit;
        SumOfSquares += profit * profit;
        SumOfLossSquares += loss * loss;
        GrossProfit += Math.Max(profit, 0);
        Peak = Math.Max(Peak, Sum);
        MaxDrawdown = Math.Max(MaxDrawdown, Peak - Sum);
        BarsHeld += barsHeld;
        LosingRun = profit < 0 ? LosingRun + 1 : 0;
        LongestLosingRun = Math.Max(LongestLosingRun, LosingRun);
    }

    /// <summary>
    /// Adds the trades of another symbol. Sums add up; the drawdown is the sum of both, which is never less than that of
    /// both together; the longest losing run is the longer one.
    /// </summary>
    public void Pool(TradeStatistics other)
    {
        Trades += other.Trades;
        Wins += other.Wins;
        Sum += other.Sum;
        SumOfSquares += other.SumOfSquares;
        SumOfLossSquares += other.SumOfLossSquares;
        GrossProfit += other.GrossProfit;
        MaxDrawdown += other.MaxDrawdown;
        BarsHeld += other.BarsHeld;
        LongestLosingRun = Math.Max(LongestLosingRun, other.LongestLosingRun);
    }

    /// <summary>The same trades with profits in another unit: points of one symbol become pips.</summary>
    public readonly TradeStatistics InPips(double pointsPerPip) => this with
    {
        Sum = Sum / pointsPerPip,
        SumOfSquares = SumOfSquares / (pointsPerPip * pointsPerPip),
        SumOfLossSquares = SumOfLossSquares / (pointsPerPip * pointsPerPip),
        GrossProfit = GrossProfit / pointsPerPip,
        Peak = Peak / pointsPerPip,
        MaxDrawdown = MaxDrawdown / pointsPerPip,
    };
}
