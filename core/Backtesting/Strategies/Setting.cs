using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting.Strategies;

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
