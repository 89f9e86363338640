namespace ServerlessTuner.Core.Backtesting;

/// <summary>The metrics of a backtest, from <see cref="TradeStatistics"/>.</summary>
/// <remarks>
/// <para>A trade's profit is in pips after costs. A metric is NaN, undefined, where there are not enough trades for it: see
/// <see cref="All"/>. <c>trades</c>, <c>wins</c> and <c>pnl_pips</c> are always defined, and 0 without trades.</para>
/// <para><c>sharpe</c> is the mean profit over its standard deviation (n − 1), times the square root of the observations per
/// year; <c>sortino</c> has the root mean square of the losses, over all observations, in place of the deviation; <c>sqn</c> is Van
/// Tharp's system quality number, √n · mean / deviation, without his cap at 100 trades. An observation is a trade, with several
/// symbols what <see cref="Portfolio.ProfitObservations"/> makes of them. A year is 365.25 days of the traded span, from the first
/// bar's open time to the last's.</para>
/// <para>Ratios are continuous: a deviation counts at least <see cref="DeviationShare"/> of the mean's absolute value, and at least
/// <see cref="LeastDeviation"/> pips, so that profits that are equal and nearly so give nearly equal ratios, of either sign; and
/// every ratio lies within ±<see cref="Cap"/>.</para>
/// <para><c>profit_factor</c> is gross profit over gross loss, <c>recovery_factor</c> total profit over <c>max_drawdown_pips</c>.
/// <c>expectancy</c> is win rate × average win − loss rate × average loss, in pips per trade; it differs from <c>avg_pips</c> by
/// rounding only and stands here under the name people look for. <c>exposure</c> is the share of bars in which a position was open.</para>
/// <para><c>max_drawdown_pips</c> is marked to market at the worst price of each bar, <c>max_drawdown_closed_pips</c> knows closed
/// trades only; for both the peak is that of closed trades. <c>max_open_loss_pips</c> is the largest loss that one trade showed
/// while open, at such prices.</para>
/// </remarks>
public static class BacktestMetrics
{
    /// <summary>The largest absolute value of a ratio.</summary>
    public const double Cap = 1000;

    /// <summary>A deviation is at least this share of the absolute mean.</summary>
    public const double DeviationShare = 0.1;

    /// <summary>A deviation is at least so many pips.</summary>
    public const double LeastDeviation = 0.001;

    /// <summary>How many metrics there are.</summary>
    public const int Count = 17;

    // An array: asked once per metric and trial, through an interface it would cost more than the metric.
    private static readonly BacktestMetric[] Table =
    [
        new("trades", 0),
        new("wins", 0),
        new("win_rate", 1),
        new("pnl_pips", 0),
        new("avg_pips", 1),
        new("profit_factor", 1, Losses: 1),
        new("expectancy", 1),
        new("max_drawdown_pips", 1),
        new("sharpe", 2),
        new("sortino", 1, Losses: 1),
        new("sqn", 2),
        new("recovery_factor", 1),
        new("exposure", 1),
        new("longest_losing_run", 1),
        new("max_drawdown_closed_pips", 1),
        new("max_open_loss_pips", 1),
        new("longest_trade_bars", 1),
    ];

    /// <summary>The metrics, in the order in which they are written.</summary>
    public static IReadOnlyList<BacktestMetric> All => Table;

    /// <summary>The names, in the same order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Table.Select(metric => metric.Name)];

    /// <summary>Computes all metrics.</summary>
    /// <param name="pips">Statistics in pips.</param>
    /// <param name="observed">The profits that ratios come from; those of the trades where there is one symbol.</param>
    /// <param name="years">The traded span.</param>
    /// <param name="bars">Bars traded, all symbols together.</param>
    /// <param name="metrics">Receives a value for every one of <see cref="Names"/>.</param>
    internal static void Write(TradeStatistics pips, ProfitMoments observed, double years, double bars, Span<double> metrics)
    {
        double trades = pips.Trades;
        double mean = pips.Sum / trades;
        double grossLoss = pips.GrossProfit - pips.Sum;
        // Over an instant there are no trades per year.
        double perYear = years > 0 ? Math.Sqrt(observed.Count / years) : double.NaN;
        metrics[0] = trades;
        metrics[1] = pips.Wins;
        metrics[2] = pips.Wins / trades;
        metrics[3] = pips.Sum;
        metrics[4] = mean;
        metrics[5] = Ratio(pips.GrossProfit, grossLoss);
        metrics[6] = (pips.GrossProfit / trades) - (grossLoss / trades);
        metrics[7] = pips.MaxDrawdown;
        metrics[8] = Capped(observed.PerDeviation * perYear);
        metrics[9] = Capped(observed.PerDownside * perYear);
        metrics[10] = Capped(observed.PerDeviation * Math.Sqrt(observed.Count));
        metrics[11] = Ratio(pips.Sum, pips.MaxDrawdown);
        metrics[12] = bars > 0 ? pips.BarsHeld / bars : 0;
        metrics[13] = pips.LongestLosingRun;
        metrics[14] = pips.MaxClosedDrawdown;
        metrics[15] = -pips.WorstOpen;
        metrics[16] = pips.LongestTrade;
        for (int i = 0; i < Count; i++)
        {
            BacktestMetric metric = Table[i];
            if (trades < metric.Trades || (metric.Losses > 0 && grossLoss <= 0) || (metric.Trades > 1 && observed.Count < metric.Trades))
                metrics[i] = double.NaN;
        }
    }

    private static double Capped(double ratio) => Math.Clamp(ratio, -Cap, Cap);

    private static double Ratio(double numerator, double denominator) => numerator == 0 ? 0 : Capped(numerator / denominator);
}
