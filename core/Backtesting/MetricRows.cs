using ServerlessTuner.Core.Backtesting.Portfolio;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>Turns what kernels give into rows of metrics: of one symbol, or of the whole first and then of each symbol.</summary>
/// <param name="markets">The symbols under a scenario.</param>
/// <param name="steps">Into how many slices the data is cut.</param>
internal sealed class MetricRows(MarketConditions[] markets, int steps)
{
    private readonly ProfitObservations observations = new(markets);
    private readonly PortfolioDrawdown drawdown = new(markets);
    private readonly double finest = markets.Max(market => market.Series.PointsPerPip);

    /// <summary>Writes the metrics of some slices.</summary>
    /// <param name="step">The last of the slices, counted from 1.</param>
    /// <param name="slices">How many slices up to it.</param>
    /// <param name="statistics">The statistics of these slices by symbol, in points.</param>
    /// <param name="trades">The trades of these slices by symbol; needed where there are several.</param>
    /// <param name="row">Receives the metrics.</param>
    public void Write(
        int step, int slices, ReadOnlySpan<TradeStatistics> statistics, ReadOnlyMemory<LoggedTrade>[] trades, Span<double> row)
    {
        double years = 0, bars = 0;
        TradeStatistics whole = default;
        for (int symbol = 0; symbol < markets.Length; symbol++)
        {
            MarketConditions market = markets[symbol];
            int begin = market.SliceBegin(step - slices, steps), end = market.SliceBegin(step, steps);
            double ownYears = slices == step ? market.Years(end) : market.Years(end) - market.Years(begin);
            TradeStatistics pips = statistics[symbol].InPips(market.Series.PointsPerPip);
            years = Math.Max(years, ownYears);
            bars += end - begin;
            whole.Pool(pips);
            if (markets.Length > 1)
                BacktestMetrics.Write(pips, ProfitMoments.Of(pips), ownYears, end - begin, row[((symbol + 1) * BacktestMetrics.Count)..]);
        }

        ProfitMoments observed = ProfitMoments.Of(whole);
        if (markets.Length > 1)
        {
            observed = observations.Of(trades);
            (whole.MaxClosedDrawdown, whole.MaxDrawdown) = drawdown.Of(trades);
            whole = whole.OnGrid(finest);
        }

        BacktestMetrics.Write(whole, observed, years, bars, row);
    }
}
