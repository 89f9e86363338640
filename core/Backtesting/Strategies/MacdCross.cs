using ServerlessTuner.Core.Backtesting.Signals;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting.Strategies;

/// <summary>Long while the MACD line is above its signal line, short while it is below.</summary>
internal sealed class MacdCross : IStrategy
{
    public string Name => "macd";

    public string Summary => "Turns long when the MACD line crosses above its signal line, and short when it crosses below.";

    public IReadOnlyList<Setting> Settings { get; } =
    [
        StrategySetting.Bars("fast", 12, "Window of the fast exponential average, in bars.", 5, 30),
        StrategySetting.Bars("slow", 26, "Window of the slow exponential average, in bars.", 15, 80),
        StrategySetting.Bars("signal", 9, "Window of the exponential average of their difference, in bars.", 3, 30),
    ];

    public SignalRule Compile(ParameterSet settings)
    {
        int fast = settings.BarsOf("fast");
        int slow = settings.BarsOf("slow");
        var macd = new MacdLine(fast, slow);
        var signal = new MacdSignalLine(fast, slow, settings.BarsOf("signal"));
        return new SignalRule(Long: macd > signal, Short: macd < signal, FirstIsSilent: true);
    }
}
