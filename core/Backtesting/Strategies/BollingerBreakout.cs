using ServerlessTuner.Core.Backtesting.Signals;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting.Strategies;

/// <summary>Goes with a close outside the Bollinger bands.</summary>
internal sealed class BollingerBreakout : IStrategy
{
    public string Name => "bollinger_breakout";

    public string Summary =>
        "Turns long when the close breaks above the upper Bollinger band, and short when it breaks below the lower one.";

    public IReadOnlyList<Setting> Settings => Bollinger.Settings;

    public SignalRule Compile(ParameterSet settings)
    {
        (Line close, Line upper, Line lower) = Bollinger.Lines(settings);
        return new SignalRule(Long: close > upper, Short: close < lower, FirstIsSilent: false);
    }
}
