using ServerlessTuner.Core.Backtesting.Signals;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting.Strategies;

/// <summary>What the two Bollinger strategies share.</summary>
internal static class Bollinger
{
    public static IReadOnlyList<Setting> Settings { get; } =
    [
        StrategySetting.Bars("period", 20, "Window of the bands, in bars.", 10, 60),
        StrategySetting.Number("width", 2, "Half the width of the bands, in standard deviations.", 0, null, 1, 3.5),
    ];

    public static (Line Close, Line Upper, Line Lower) Lines(ParameterSet settings)
    {
        int period = settings.BarsOf("period");
        double width = settings.NumberOf("width");
        return (new CloseLine(), new BollingerLine(period, width), new BollingerLine(period, -width));
    }
}
