namespace ServerlessTuner.Core.Backtesting;

/// <summary>Evaluates trials on one symbol.</summary>
internal interface IBacktestKernel
{
    /// <summary>Fills <paramref name="results"/>[trial × steps + step] with the statistics, in points, of slices 0 to step.</summary>
    void Run(BacktestBatch batch, MarketConditions market, TradeStatistics[] results, CancellationToken cancellation);
}
