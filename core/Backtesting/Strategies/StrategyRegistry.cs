using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Backtesting.Strategies;

/// <summary>The strategies by name.</summary>
public static class StrategyRegistry
{
    /// <summary>All strategies, in the order in which they are listed.</summary>
    public static IReadOnlyList<IStrategy> All { get; } =
    [
        new MovingAverageCross(),
        new RsiReversion(),
        new BollingerBreakout(),
        new BollingerReversion(),
        new DonchianBreakout(),
        new MacdCross(),
    ];

    /// <summary>The strategy with the given name, or null.</summary>
    public static IStrategy? Find(string name) => All.FirstOrDefault(strategy => strategy.Name == name);

    /// <summary>Everything that may be set with a strategy: its own settings, then the common exits.</summary>
    public static IReadOnlyList<Setting> SettingsOf(IStrategy strategy) => [.. strategy.Settings, .. ExitSettings.All];
}
