namespace ServerlessTuner.Core.Backtesting;

/// <summary>The metrics of a backtest, from <see cref="TradeStatistics"/>. All are finite.</summary>
/// <remarks>
/// <para>A trade's profit is in pips after costs. Without trades every metric is 0.</para>
/// <para><c>sharpe</c> is the mean profit per trade over its standard deviation (n − 1), times the square root of the trades
/// per year; <c>sortino</c> has the root mean square of the losses, over all trades, in place of the deviation. A year is
/// 365.25 days of the traded span, from the first bar's open time to the last's. <c>sqn</c> is Van Tharp's system quality
/// number, √n · mean / deviation, without his cap at 100 trades. With fewer than two trades, or where all earn the same,
/// <c>sharpe</c> and <c>sqn</c> are 0.</para>
/// <para><c>profit_factor</c> is gross profit over gross loss, <c>recovery_factor</c> total profit over drawdown. Where the
/// denominator is 0, or the ratio beyond ±1,000, they are <see cref="Cap"/> with the numerator's sign; <c>sortino</c> likewise.</para>
/// <para><c>expectancy</c> is win rate × average win − loss rate × average loss, in pips per trade; it differs from
/// <c>avg_pips</c> by rounding only and stands here under the name people look for. <c>exposure</c> is the share of bars in
/// which a position was open. Drawdown is that of the cumulated profit of closed trades.</para>
/// </remarks>
public static class BacktestMetrics
{
    /// <summary>The largest value of ratios whose denominator can vanish.</summary>
    public const double Cap = 1000;

    /// <summary>The names, in the order in which they are written.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "trades",
        "wins",
        "win_rate",
        "pnl_pips",
        "avg_pips",
        "profit_factor",
        "expectancy",
        "max_drawdown_pips",
        "sharpe",
        "sortino",
        "sqn",
        "recovery_factor",
        "exposure",
        "longest_losing_run",
    ];

    /// <summary>How many metrics there are.</summary>
    public const int Count = 14;

    /// <summary>Computes all metrics.</summary>
    /// <param name="pips">Statistics in pips.</param>
    /// <param name="years">The traded span.</param>
    /// <param name="bars">Bars traded, all symbols together.</param>
    /// <param name="metrics">Receives a value for every one of <see cref="Names"/>.</param>
    internal static void Write(TradeStatistics pips, double years, double bars, Span<double> metrics)
    {
        double trades = pips.Trades;
        if (trades == 0)
        {
            metrics[..Count].Clear();
            return;
        }

        double mean = pips.Sum / trades;
        double grossLoss = pips.GrossProfit - pips.Sum;
        double perYear = years > 0 ? Math.Sqrt(trades / years) : 0;
        double deviation = Deviation(pips, mean);
        double downside = Math.Sqrt(pips.SumOfLossSquares / trades);
        metrics[13] = pips.LongestLosingRun;
        metrics[0] = trades;
        metrics[1] = pips.Wins;
        metrics[2] = pips.Wins / trades;
        metrics[3] = pips.Sum;
        metrics[4] = mean;
        metrics[5] = Ratio(pips.GrossProfit, grossLoss);
        metrics[6] = (pips.GrossProfit / trades) - (grossLoss / trades);
        metrics[7] = pips.MaxDrawdown;
        metrics[8] = deviation > 0 ? mean / deviation * perYear : 0;
        metrics[9] = perYear > 0 ? Ratio(mean * perYear, downside) : 0;
        metrics[10] = deviation > 0 ? mean / deviation * Math.Sqrt(trades) : 0;
        metrics[11] = Ratio(pips.Sum, pips.MaxDrawdown);
        metrics[12] = bars > 0 ? pips.BarsHeld / bars : 0;
    }

    private static double Deviation(TradeStatistics pips, double mean)
    {
        double squares = pips.SumOfSquares - (mean * pips.Sum);
        // What is left of equal profits is rounding.
        return pips.Trades > 1 && squares > 1e-12 * pips.SumOfSquares ? Math.Sqrt(squares / (pips.Trades - 1)) : 0;
    }

    private static double Ratio(double numerator, double denominator) =>
        numerator == 0 ? 0 : Math.Clamp(numerator / denominator, -Cap, Cap);
}
