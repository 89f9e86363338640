using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies;

namespace ServerlessTuner.Core.Backtesting;

/// <summary>Goes with a close outside the Bollinger bands.</summary>
internal sealed class BollingerBreakout : IStrategy
{
    public string Name => "bollinger_breakout";

    public string Summary => "Turns long when the close breaks above the upper Bollinger band, and short when it breaks below the lower one.";

    public IReadOnlyList<SettingDefinition> Settings => Bollinger.Settings;

    public SignalRule Compile(ParameterSet settings)
    {
        (Line close, Line upper, Line lower) = Bollinger.Lines(settings);
        return new SignalRule(Long: close > upper, Short: close < lower, FirstIsSilent: false);
    }
}

/// <summary>Goes against a close outside the Bollinger bands.</summary>
internal sealed class BollingerReversion : IStrategy
{
    public string Name => "bollinger_reversion";

    public string Summary => "Turns long when the close falls below the lower Bollinger band, and short when it rises above the upper one.";

    public IReadOnlyList<SettingDefinition> Settings => Bollinger.Settings;

    public SignalRule Compile(ParameterSet settings)
    {
        (Line close, Line upper, Line lower) = Bollinger.Lines(settings);
        return new SignalRule(Long: close < lower, Short: close > upper, FirstIsSilent: false);
    }
}

/// <summary>What the two Bollinger strategies share.</summary>
internal static class Bollinger
{
    public static IReadOnlyList<SettingDefinition> Settings { get; } =
    [
        Setting.Bars("period", 20, "Window of the bands, in bars.", 10, 60),
        Setting.Number("width", 2, "Half the width of the bands, in standard deviations.", 0, null, 1, 3.5),
    ];

    public static (Line Close, Line Upper, Line Lower) Lines(ParameterSet settings)
    {
        int period = settings.BarsOf("period");
        double width = settings.NumberOf("width");
        return (new CloseLine(), new BollingerLine(period, width), new BollingerLine(period, -width));
    }
}
