using ServerlessTuner.Core.Backtesting.Signals;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting.Strategies;

/// <summary>Bets on a return from extremes of the relative strength index.</summary>
internal sealed class RsiReversion : IStrategy
{
    public string Name => "rsi_reversion";

    public string Summary =>
        "Turns long when Wilder's RSI falls below the oversold level, and short when it rises above the overbought level.";

    public IReadOnlyList<Setting> Settings { get; } =
    [
        StrategySetting.Bars("period", 14, "Smoothing period of the RSI, in bars.", 5, 30),
        StrategySetting.Number("oversold", 30, "RSI below which to be long, from 0 to 100.", 0, 100, 15, 40),
        StrategySetting.Number("overbought", 70, "RSI above which to be short, from 0 to 100.", 0, 100, 60, 85),
    ];

    public SignalRule Compile(ParameterSet settings)
    {
        var rsi = new RsiLine(settings.BarsOf("period"));
        return new SignalRule(
            Long: rsi < settings.NumberOf("oversold"),
            Short: rsi > settings.NumberOf("overbought"),
            FirstIsSilent: false);
    }
}
