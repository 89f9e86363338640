using ServerlessTuner.Core.Backtesting.Strategies;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Labels;

/// <summary>The settings of the strategy of meta-labels.</summary>
public static class MetaSettings
{
    /// <summary>The settings of the strategy that a trial may have: those that the model has none of the same name for.</summary>
    public static IEnumerable<Setting> Searchable(ComponentSpec? meta, IReadOnlyList<Setting> taken) =>
        meta is null || StrategyRegistry.Find(meta.Name) is not { } strategy
            ? []
            : strategy.Settings.Where(setting => taken.All(other => other.Name != setting.Name));
}
