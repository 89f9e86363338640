using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Backtesting.Strategies;
using ServerlessTuner.Core.Learning.Models;
using ServerlessTuner.Core.Learning.Policies;
using ServerlessTuner.Core.Search.Functions;
using ServerlessTuner.Core.Search.Pruners;
using ServerlessTuner.Core.Search.Samplers;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>Collects what the program offers from where it is defined.</summary>
internal static class BuiltInCatalog
{
    /// <summary>The catalogue.</summary>
    public static StudyCatalog Create() => new()
    {
        Strategies = [.. StrategyRegistry.All.Select(strategy => new CatalogEntry(strategy.Name, strategy.Summary, strategy.Settings))],
        Exits = ExitSettings.All,
        BacktestMetrics = Core.Backtesting.BacktestMetrics.All,
        Functions = [.. TestFunctions.All.Select(function => new CatalogEntry(function.Name, function.Summary, []) { AnySettings = true })],
        FunctionMetrics = FunctionObjective.MetricDefinitions,
        Models = [
            .. ModelRegistry.All.Select(
                model => new CatalogEntry(model.Name, model.Summary, model.Settings) { Check = values => model.Create(values) }),
            .. PolicyRegistry.Entries.Select(
                policy => new CatalogEntry(policy.Name, policy.Summary, policy.Settings) { Check = policy.Check }),
        ],
        Samplers =
        [
            .. SamplerRegistry.All.Select(sampler => new CatalogEntry(sampler.Name, sampler.Summary, sampler.Settings)
            {
                Aliases = sampler.Aliases,
                OneMetricOnly = sampler.OneMetricOnly,
                Check = values => sampler.Create(values),
            }),
        ],
        Pruners = [
            .. PrunerRegistry.All.Select(
                pruner => new CatalogEntry(pruner.Name, pruner.Summary, pruner.Settings)
                {
                    Check = values => pruner.Create(values, "study")
                })
        ],
    };
}
