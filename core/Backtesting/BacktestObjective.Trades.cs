using ServerlessTuner.Core.Backtesting.Portfolio;
using ServerlessTuner.Core.Model.Objectives;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting;

/// <content>The trades of a single trial.</content>
public sealed partial class BacktestObjective
{
    /// <summary>Makes the trades of a trial once more, with the plain kernel: the same that its metrics are made of.</summary>
    /// <param name="trial">Its values.</param>
    /// <param name="scenario">Under which conditions.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The trades per symbol, in the order of the symbols.</returns>
    /// <exception cref="InvalidInputException">The strategy does not take these values.</exception>
    public IReadOnlyList<SymbolTrades> TradesOf(ParameterSet trial, Scenario scenario, CancellationToken cancellation)
    {
        var failures = new MetricTable(1, Metrics.Count);
        BacktestBatch batch = BatchOf([trial], Steps, failures);
        if (failures.Failure(0) is string failure)
            throw new InvalidInputException("trial", failure, "Look at a trial that did not fail.");
        MarketConditions[] markets = ConditionsOf(scenario);
        var kernel = new ReferenceKernel();
        var all = new SymbolTrades[symbols.Length];
        for (int symbol = 0; symbol < all.Length; symbol++)
        {
            var log = new TradeLog();
            kernel.Run(batch, markets[symbol], new TradeStatistics[Steps], [log], cancellation);
            all[symbol] = new SymbolTrades(symbols[symbol].Bars, Trades(symbols[symbol], markets[symbol], log.Slices(0, Steps).Span));
        }

        return all;
    }

    private static BacktestTrade[] Trades(PointSeries series, MarketConditions market, ReadOnlySpan<LoggedTrade> logged)
    {
        var trades = new BacktestTrade[logged.Length];
        for (int i = 0; i < trades.Length; i++)
        {
            LoggedTrade trade = logged[i];
            int side = trade.Side == 0 ? 1 : -1;
            int cost = market.CostAt(side > 0 ? trade.EntryBar : trade.ExitBar);
            int entry = series.Open[trade.EntryBar], exit = entry + (side * (trade.Profit + cost));
            trades[i] = new BacktestTrade(
                series.Bars.Times[trade.EntryBar],
                series.Bars.Times[trade.ExitBar],
                side,
                entry / series.PointsPerUnit,
                exit / series.PointsPerUnit,
                (double)trade.Profit / series.PointsPerPip,
                (double)trade.Worst / series.PointsPerPip);
        }

        return trades;
    }
}
