using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Values;

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

    // Name, meaning and computation of each metric, in the order in which they are written.
    private static readonly (MetricDefinition Definition, Func<TradeSummary, double> Compute)[] Table =
    [
        (new("trades", Goal.Maximize, "Number of trades."), static summary => summary.Trades),
        (new("wins", Goal.Maximize, "Number of winning trades."), static summary => summary.Pips.Wins),
        (new("win_rate", Goal.Maximize, "Share of winning trades, 0 to 1."), static summary => summary.Pips.Wins / summary.Trades),
        (new("pnl_pips", Goal.Maximize, "Profit of all trades in pips, after costs."), static summary => summary.Pips.Sum),
        (new("avg_pips", Goal.Maximize, "Mean profit of a trade in pips."), static summary => summary.Mean),
        (new("profit_factor", Goal.Maximize, "Gross profit over gross loss."), static summary => Ratio(summary.Pips.GrossProfit, summary.GrossLoss)),
        (new("expectancy", Goal.Maximize, "Expected profit of a trade in pips."),
            static summary => (summary.Pips.GrossProfit / summary.Trades) - (summary.GrossLoss / summary.Trades)),
        (new("max_drawdown_pips", Goal.Minimize, "Deepest fall of the cumulated profit in pips."), static summary => summary.Pips.MaxDrawdown),
        (new("sharpe", Goal.Maximize, "Mean over deviation of the trades, annualised."),
            static summary => summary.Deviation > 0 ? summary.Mean / summary.Deviation * summary.PerYear : 0),
        (new("sortino", Goal.Maximize, "Mean over downside deviation of the trades, annualised."),
            static summary => summary.PerYear > 0 ? Ratio(summary.Mean * summary.PerYear, summary.Downside) : 0),
        (new("sqn", Goal.Maximize, "System quality number."),
            static summary => summary.Deviation > 0 ? summary.Mean / summary.Deviation * Math.Sqrt(summary.Trades) : 0),
        (new("recovery_factor", Goal.Maximize, "Profit over drawdown."), static summary => Ratio(summary.Pips.Sum, summary.Pips.MaxDrawdown)),
        (new("exposure", Goal.Minimize, "Share of bars with an open position."), static summary => summary.Bars > 0 ? summary.Pips.BarsHeld / summary.Bars : 0),
        (new("longest_losing_run", Goal.Minimize, "Most losing trades in a row."), static summary => summary.Pips.LongestLosingRun),
    ];

    /// <summary>All metrics, in the order in which they are written.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } = Array.ConvertAll(Table, static entry => entry.Definition);

    /// <summary>The names, in the order in which they are written.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(Table, static entry => entry.Definition.Name);

    /// <summary>How many metrics there are.</summary>
    public static int Count => Table.Length;

    /// <summary>Computes all metrics.</summary>
    /// <param name="pips">Statistics in pips.</param>
    /// <param name="years">The traded span.</param>
    /// <param name="bars">Bars traded, all symbols together.</param>
    /// <param name="metrics">Receives a value for every one of <see cref="Names"/>.</param>
    internal static void Write(TradeStatistics pips, double years, double bars, Span<double> metrics)
    {
        if (pips.Trades == 0)
        {
            metrics[..Count].Clear();
            return;
        }

        var summary = new TradeSummary(pips, years, bars);
        for (int i = 0; i < Table.Length; i++)
            metrics[i] = Table[i].Compute(summary);
    }

    private static double Ratio(double numerator, double denominator) =>
        numerator == 0 ? 0 : Math.Clamp(numerator / denominator, -Cap, Cap);
}
