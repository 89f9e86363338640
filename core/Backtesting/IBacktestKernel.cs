using ServerlessTuner.Core.Backtesting.Portfolio;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>Evaluates trials on one symbol.</summary>
internal interface IBacktestKernel
{
    /// <summary>Fills <paramref name="results"/>[trial × steps + step] with the statistics, in points, of slices 0 to step.</summary>
    /// <param name="batch">The trials.</param>
    /// <param name="market">The symbol under a scenario.</param>
    /// <param name="results">Receives the statistics.</param>
    /// <param name="logs">Receives the trades of each trial, slice by slice; null where nobody asks for them, which is faster.</param>
    /// <param name="cancellation">Stops the work.</param>
    void Run(BacktestBatch batch, MarketConditions market, TradeStatistics[] results, TradeLog[]? logs, CancellationToken cancellation);
}
