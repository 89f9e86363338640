using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Objectives.Functions;
using ServerlessTuner.Core.Search.Pruners;
using ServerlessTuner.Core.Search.Samplers;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Collects what the program offers from where it is defined.</summary>
internal static class BuiltInCatalog
{
    private static readonly Dictionary<string, (Goal Goal, string Description)> Metrics = new(StringComparer.Ordinal)
    {
        ["trades"] = (Goal.Maximize, "Number of trades."),
        ["wins"] = (Goal.Maximize, "Number of winning trades."),
        ["win_rate"] = (Goal.Maximize, "Share of winning trades, 0 to 1."),
        ["pnl_pips"] = (Goal.Maximize, "Profit of all trades in pips, after costs."),
        ["avg_pips"] = (Goal.Maximize, "Mean profit of a trade in pips."),
        ["profit_factor"] = (Goal.Maximize, "Gross profit over gross loss."),
        ["expectancy"] = (Goal.Maximize, "Expected profit of a trade in pips."),
        ["max_drawdown_pips"] = (Goal.Minimize, "Deepest fall of the cumulated profit in pips."),
        ["sharpe"] = (Goal.Maximize, "Mean over deviation of the trades, annualised."),
        ["sortino"] = (Goal.Maximize, "Mean over downside deviation of the trades, annualised."),
        ["sqn"] = (Goal.Maximize, "System quality number."),
        ["recovery_factor"] = (Goal.Maximize, "Profit over drawdown."),
        ["exposure"] = (Goal.Minimize, "Share of bars with an open position."),
        ["longest_losing_run"] = (Goal.Minimize, "Most losing trades in a row."),
    };

    /// <summary>The catalogue.</summary>
    public static StudyCatalog Create() => new()
    {
        Strategies = [.. Backtesting.Strategies.All.Select(strategy => new CatalogEntry(strategy.Name, strategy.Summary, strategy.Settings))],
        Exits = ExitSettings.All,
        BacktestMetrics =
        [
            .. Backtesting.BacktestMetrics.Names.Select(name => Metrics.TryGetValue(name, out var known)
                ? new MetricDefinition(name, known.Goal, known.Description)
                : new MetricDefinition(name, Goal.Maximize, string.Empty)),
        ],
        Functions = [.. TestFunctions.All.Select(function => new CatalogEntry(function.Name, function.Summary, []) { AnySettings = true })],
        Samplers =
        [
            .. SamplerRegistry.All.Select(sampler => new CatalogEntry(sampler.Name, sampler.Summary, sampler.Settings) { Aliases = sampler.Aliases }),
            .. new[] { "auto", "sobol", "tpe", "cmaes", "gp", "nsga2" }.Where(name => SamplerRegistry.Find(name) is null).Select(name => new CatalogEntry(name, string.Empty, [])),
        ],
        Pruners = [.. PrunerRegistry.All.Select(pruner => new CatalogEntry(pruner.Name, pruner.Summary, pruner.Settings))],
    };
}
