using ServerlessTuner.Core.Backtesting.Signals;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting.Strategies;

/// <summary>Goes against a close outside the Bollinger bands.</summary>
internal sealed class BollingerReversion : IStrategy
{
    public string Name => "bollinger_reversion";

    public string Summary => "Turns long when the close falls below the lower Bollinger band, and short when it rises above the upper one.";

    public IReadOnlyList<Setting> Settings => Bollinger.Settings;

    public SignalRule Compile(ParameterSet settings)
    {
        (Line close, Line upper, Line lower) = Bollinger.Lines(settings);
        return new SignalRule(Long: close < lower, Short: close > upper, FirstIsSilent: false);
    }
}
