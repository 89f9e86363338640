using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// Says when to be long and when to be short; exits are common to all strategies (<see cref="ExitSettings"/>).
/// A new strategy is one class that implements this and one line in <see cref="Strategies.All"/>.
/// </summary>
/// <remarks>Keep no state: one instance serves all trials, from several threads at once.</remarks>
public interface IStrategy
{
    /// <summary>The name in the study file, in snake_case.</summary>
    string Name { get; }

    /// <summary>What it does, in one sentence for people.</summary>
    string Summary { get; }

    /// <summary>Its settings, without the common exits. Each may be fixed or searched.</summary>
    IReadOnlyList<SettingDefinition> Settings { get; }

    /// <summary>
    /// The rule for one set of values. Called once per distinct set, after kinds, bounds and choices have been checked
    /// against <see cref="Settings"/>.
    /// </summary>
    /// <param name="settings">A value for every one of <see cref="Settings"/>, defaults filled in.</param>
    /// <exception cref="InvalidInputException">The values do not go together.</exception>
    SignalRule Compile(ParameterSet settings);
}

/// <summary>The strategies by name.</summary>
public static class Strategies
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
    public static IReadOnlyList<SettingDefinition> SettingsOf(IStrategy strategy) => [.. strategy.Settings, .. ExitSettings.All];
}

/// <summary>Shorthand for the settings of strategies.</summary>
internal static class Setting
{
    /// <summary>A number of bars, 1 to 100,000.</summary>
    public static SettingDefinition Bars(string name, int value, string description, int low, int high) =>
        new(name, ParameterKind.Integer, ParameterValue.Of(value), description, 1, 100_000, null, low, high);

    /// <summary>A number.</summary>
    public static SettingDefinition Number(string name, double value, string description, double min, double? max, double low, double high) =>
        new(name, ParameterKind.Float, ParameterValue.Of(value), description, min, max, null, low, high);

    /// <summary>The number of bars held by a setting.</summary>
    public static int BarsOf(this ParameterSet settings, string name) => (int)settings[name].AsInteger();

    /// <summary>The number held by a setting.</summary>
    public static double NumberOf(this ParameterSet settings, string name) => settings[name].AsDouble();
}
