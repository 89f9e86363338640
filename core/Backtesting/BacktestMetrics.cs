using ServerlessTuner.Core.Model.Values;

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
/// <c>expectancy</c> is what a trade earns on average per pip of the average loss: (win rate × average win − loss rate × average loss)
/// over the average loss, in R (Van Tharp, "Trade Your Way to Financial Freedom", 2nd edition, 2007, chapter 7, with the average loss
/// as the risk of a trade). The average loss is that of the trades that did not win. <c>exposure</c> is the share of bars in which a
/// position was open.</para>
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

    // Name, meaning, what it needs and the computation of each metric, in the order in which they are written.
    private static readonly (BacktestMetric Definition, Func<TradeSummary, double> Compute)[] Table =
    [
        (new("trades", Goal.Maximize, "Number of trades.", 0), static summary => summary.Trades),
        (new("wins", Goal.Maximize, "Number of winning trades.", 0), static summary => summary.Pips.Wins),
        (new("win_rate", Goal.Maximize, "Share of winning trades, 0 to 1.", 1), static summary => summary.Pips.Wins / summary.Trades),
        (new("pnl_pips", Goal.Maximize, "Profit of all trades in pips, after costs.", 0), static summary => summary.Pips.Sum),
        (new("avg_pips", Goal.Maximize, "Mean profit of a trade in pips.", 1), static summary => summary.Mean),
        (new("profit_factor", Goal.Maximize, "Gross profit over gross loss.", 1, Losses: 1),
            static summary => Ratio(summary.Pips.GrossProfit, summary.GrossLoss)),
        (new("expectancy", Goal.Maximize, "Mean profit of a trade over the average loss (R).", 1, Losses: 1),
            static summary => Ratio(summary.Mean * (summary.Trades - summary.Pips.Wins), summary.GrossLoss)),
        (new("max_drawdown_pips", Goal.Minimize, "Deepest fall of the profit in pips, open trades at the worst price of each bar.", 1),
            static summary => summary.Pips.MaxDrawdown),
        (new("sharpe", Goal.Maximize, "Mean over deviation of the trades, annualised.", 2),
            static summary => Capped(summary.Observed.PerDeviation * summary.PerYear)),
        (new("sortino", Goal.Maximize, "Mean over downside deviation of the trades, annualised.", 1, Losses: 1),
            static summary => Capped(summary.Observed.PerDownside * summary.PerYear)),
        (new("sqn", Goal.Maximize, "System quality number.", 2),
            static summary => Capped(summary.Observed.PerDeviation * Math.Sqrt(summary.Observed.Count))),
        (new("recovery_factor", Goal.Maximize, "Profit over drawdown.", 1),
            static summary => Ratio(summary.Pips.Sum, summary.Pips.MaxDrawdown)),
        (new("exposure", Goal.Minimize, "Share of bars with an open position.", 1),
            static summary => summary.Bars > 0 ? summary.Pips.BarsHeld / summary.Bars : 0),
        (new("longest_losing_run", Goal.Minimize, "Most losing trades in a row.", 1), static summary => summary.Pips.LongestLosingRun),
        (new("max_drawdown_closed_pips", Goal.Minimize, "Deepest fall of the profit of closed trades in pips.", 1),
            static summary => summary.Pips.MaxClosedDrawdown),
        (new("max_open_loss_pips", Goal.Minimize, "Largest loss in pips that one trade showed while it was open.", 1),
            static summary => -summary.Pips.WorstOpen),
        (new("longest_trade_bars", Goal.Minimize, "Most bars that one trade was open.", 1), static summary => summary.Pips.LongestTrade),
    ];

    /// <summary>All metrics, in the order in which they are written.</summary>
    public static IReadOnlyList<BacktestMetric> All { get; } = Array.ConvertAll(Table, static entry => entry.Definition);

    /// <summary>The names, in the order in which they are written.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(Table, static entry => entry.Definition.Name);

    /// <summary>How many metrics there are.</summary>
    public static int Count => Table.Length;

    /// <summary>Computes all metrics.</summary>
    /// <param name="pips">Statistics in pips.</param>
    /// <param name="observed">The profits that ratios come from; those of the trades where there is one symbol.</param>
    /// <param name="years">The traded span.</param>
    /// <param name="bars">Bars traded, all symbols together.</param>
    /// <param name="metrics">Receives a value for every one of <see cref="Names"/>.</param>
    internal static void Write(TradeStatistics pips, ProfitMoments observed, double years, double bars, Span<double> metrics)
    {
        var summary = new TradeSummary(pips, observed, years, bars);
        for (int i = 0; i < Table.Length; i++)
            metrics[i] = Table[i].Definition.IsDefined(summary) ? Table[i].Compute(summary) : double.NaN;
    }

    private static double Capped(double ratio) => Math.Clamp(ratio, -Cap, Cap);

    private static double Ratio(double numerator, double denominator) => numerator == 0 ? 0 : Capped(numerator / denominator);
}
