namespace ServerlessTuner.Core.Backtesting;

/// <summary>Profits that a ratio comes from: how many, their sum, and the sums of squares, in pips.</summary>
internal readonly record struct ProfitMoments(double Count, double Sum, double SumOfSquares, double SumOfLossSquares)
{
    /// <summary>The trades, each a profit.</summary>
    public static ProfitMoments Of(TradeStatistics pips) => new(pips.Trades, pips.Sum, pips.SumOfSquares, pips.SumOfLossSquares);

    /// <summary>Mean over standard deviation (n − 1).</summary>
    public double PerDeviation
    {
        get
        {
            double mean = Sum / Count, squares = SumOfSquares - (mean * Sum);
            // What is left of equal profits is rounding, of either sign.
            return mean / Floored(Math.Sqrt(Math.Max(squares, 0) / (Count - 1)), mean);
        }
    }

    /// <summary>Mean over the root mean square of losses.</summary>
    public double PerDownside
    {
        get
        {
            double mean = Sum / Count;
            return mean / Floored(Math.Sqrt(SumOfLossSquares / Count), mean);
        }
    }

    private static double Floored(double deviation, double mean) =>
        Math.Max(deviation, Math.Max(BacktestMetrics.LeastDeviation, BacktestMetrics.DeviationShare * Math.Abs(mean)));
}
