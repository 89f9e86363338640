using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting.Strategies;

/// <summary>Shorthand for the settings of strategies and their values.</summary>
internal static class StrategySetting
{
    /// <summary>A window that looks back: a number of bars, 1 to 100,000.</summary>
    /// <param name="name">The name in the study file.</param>
    /// <param name="usual">The default.</param>
    /// <param name="summary">Meaning, one sentence.</param>
    /// <param name="low">Where a search usefully starts.</param>
    /// <param name="high">Where a search usefully ends.</param>
    public static Setting Bars(string name, int usual, string summary, int low, int high) =>
        Setting.Integer(name, usual, summary, min: 1, max: 100_000) with { SuggestedLow = low, SuggestedHigh = high, IsWindow = true };

    /// <summary>A number.</summary>
    /// <param name="name">The name in the study file.</param>
    /// <param name="usual">The default.</param>
    /// <param name="summary">Meaning and unit, one sentence.</param>
    /// <param name="min">The smallest value allowed.</param>
    /// <param name="max">The largest value allowed, or null.</param>
    /// <param name="low">Where a search usefully starts.</param>
    /// <param name="high">Where a search usefully ends.</param>
    public static Setting Number(string name, double usual, string summary, double min, double? max, double low, double high) =>
        Setting.Number(name, usual, summary, min, max) with { SuggestedLow = low, SuggestedHigh = high };

    /// <summary>The number of bars held by a setting.</summary>
    public static int BarsOf(this ParameterSet settings, string name) => (int)settings[name].AsInteger();

    /// <summary>The number held by a setting.</summary>
    public static double NumberOf(this ParameterSet settings, string name) => settings[name].AsDouble();
}
