using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Signals;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Backtesting.Tests;

/// <summary>All kernels, for tests that hold for each.</summary>
internal static class Kernels
{
    public static IReadOnlyList<Func<IBacktestKernel>> All { get; } =
    [
        () => new ReferenceKernel(),
        .. VectorLevels.Supported.Select(level => new Func<IBacktestKernel>(() => new FastKernel(level))),
    ];

    /// <summary>One trial on every kernel.</summary>
    public static IEnumerable<TradeStatistics> RunAll(Bars bars, SignalRule signal, ExitRules exit, Scenario scenario)
    {
        // Once alone, and once in company that makes it worth a table of sixteen lanes.
        var alone = new BacktestBatch([signal], [exit], [0], [0], 1, 1);
        ExitRules other = exit with { MaxBars = exit.MaxBars + 77 };
        var together = new BacktestBatch([signal, signal, signal], [exit, other], [0, 0, 0, 1, 1, 2, 2], [0, 1, 0, 0, 1, 0, 1], 1, 1);
        foreach (Func<IBacktestKernel> kernel in All)
        {
            yield return Run(kernel(), bars, alone, scenario)[0];
            yield return Run(kernel(), bars, together, scenario)[0];
        }
    }

    public static TradeStatistics[] Run(IBacktestKernel kernel, Bars bars, BacktestBatch batch, Scenario scenario)
    {
        var results = new TradeStatistics[batch.SignalOf.Length * batch.Steps];
        kernel.Run(batch, new MarketConditions(new PointSeries(bars), scenario), results, null, default);
        return results;
    }
}
