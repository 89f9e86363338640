using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Strategies;
using ServerlessTuner.Core.Model.Values;
using ServerlessTuner.Core.Search.Functions;
using ServerlessTuner.Core.Search.Pruners;
using ServerlessTuner.Core.Search.Samplers;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Collects what the program offers from where it is defined.</summary>
internal static class BuiltInCatalog
{
    private static readonly MetricDefinition[] Metrics =
    [
        new("trades", Goal.Maximize, "Number of trades."),
        new("wins", Goal.Maximize, "Number of winning trades."),
        new("win_rate", Goal.Maximize, "Share of winning trades, 0 to 1."),
        new("pnl_pips", Goal.Maximize, "Profit of all trades in pips, after costs."),
        new("avg_pips", Goal.Maximize, "Mean profit of a trade in pips."),
        new("profit_factor", Goal.Maximize, "Gross profit over gross loss."),
        new("expectancy", Goal.Maximize, "Expected profit of a trade in pips."),
        new("max_drawdown_pips", Goal.Minimize, "Deepest fall of the cumulated profit in pips."),
        new("sharpe", Goal.Maximize, "Mean over deviation of the trades, annualised."),
        new("sortino", Goal.Maximize, "Mean over downside deviation of the trades, annualised."),
        new("sqn", Goal.Maximize, "System quality number."),
        new("recovery_factor", Goal.Maximize, "Profit over drawdown."),
        new("exposure", Goal.Minimize, "Share of bars with an open position."),
        new("longest_losing_run", Goal.Minimize, "Most losing trades in a row."),
    ];

    /// <summary>The catalogue.</summary>
    public static StudyCatalog Create() => new()
    {
        Strategies = [.. StrategyRegistry.All.Select(strategy => new CatalogEntry(strategy.Name, strategy.Summary, strategy.Settings))],
        Exits = ExitSettings.All,
        BacktestMetrics = [.. Core.Backtesting.BacktestMetrics.Names.Select(name => Array.Find(Metrics, metric => metric.Name == name) ?? new MetricDefinition(name, Goal.Maximize, string.Empty))],
        Functions = [.. TestFunctions.All.Select(function => new CatalogEntry(function.Name, function.Summary, []) { AnySettings = true })],
        Samplers =
        [
            .. SamplerRegistry.All.Select(sampler => new CatalogEntry(sampler.Name, sampler.Summary, sampler.Settings) { Aliases = sampler.Aliases }),
            .. SamplerRegistry.Find("auto") is null ? (CatalogEntry[])[new CatalogEntry("auto", "Chooses a sampler by space and budget.", [])] : [],
        ],
        Pruners = [.. PrunerRegistry.All.Select(pruner => new CatalogEntry(pruner.Name, pruner.Summary, pruner.Settings))],
    };
}
