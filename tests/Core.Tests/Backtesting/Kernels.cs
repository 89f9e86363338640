using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Core.Tests.Backtesting;

/// <summary>All kernels, for tests that hold for each.</summary>
internal static class Kernels
{
    public static IReadOnlyList<Func<IBacktestKernel>> All { get; } = [() => new ReferenceKernel()];

    /// <summary>One trial on every kernel.</summary>
    public static IEnumerable<TradeStatistics> RunAll(Bars bars, SignalRule signal, ExitRules exit, Scenario scenario)
    {
        var batch = new BacktestBatch([signal], [exit], [0], [0], 1, 1);
        foreach (Func<IBacktestKernel> kernel in All)
            yield return Run(kernel(), bars, batch, scenario)[0];
    }

    public static TradeStatistics[] Run(IBacktestKernel kernel, Bars bars, BacktestBatch batch, Scenario scenario)
    {
        var results = new TradeStatistics[batch.SignalOf.Length * batch.Steps];
        kernel.Run(batch, new MarketConditions(new PointSeries(bars), scenario), results, default);
        return results;
    }
}
