using ServerlessTuner.Core.Backtesting.Signals;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting.Strategies;

/// <summary>Long while the fast moving average is above the slow one, short while it is below.</summary>
internal sealed class MovingAverageCross : IStrategy
{
    public string Name => "ma_cross";

    public string Summary => "Turns long when the fast moving average crosses above the slow one, and short when it crosses below.";

    public IReadOnlyList<Setting> Settings { get; } =
    [
        StrategySetting.Bars("fast", 10, "Window of the fast average, in bars.", 3, 50),
        StrategySetting.Bars("slow", 50, "Window of the slow average, in bars.", 20, 250),
        Setting.Choice("type", "sma", "Simple (sma) or exponential (ema) averages.", "sma", "ema"),
    ];

    public SignalRule Compile(ParameterSet settings)
    {
        bool simple = settings["type"].ToString() == "sma";
        Line fast = Average(settings.BarsOf("fast"));
        Line slow = Average(settings.BarsOf("slow"));
        return new SignalRule(Long: fast > slow, Short: fast < slow, FirstIsSilent: true);

        Line Average(int window) => simple ? new SmaLine(window) : new EmaLine(window);
    }
}
