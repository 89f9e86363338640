using ServerlessTuner.Core.Backtesting.Signals;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Backtesting.Strategies;

/// <summary>Goes with a close outside the range of the bars before.</summary>
internal sealed class DonchianBreakout : IStrategy
{
    public string Name => "donchian_breakout";

    public string Summary =>
        "Turns long when the close exceeds the highest high of the previous bars, and short when it undercuts their lowest low.";

    public IReadOnlyList<Setting> Settings { get; } =
    [
        StrategySetting.Bars("period", 20, "How many previous bars form the channel; the current bar is not one of them.", 10, 120),
    ];

    public SignalRule Compile(ParameterSet settings)
    {
        int period = settings.BarsOf("period");
        var close = new CloseLine();
        return new SignalRule(Long: close > new HighestLine(period), Short: close < new LowestLine(period), FirstIsSilent: false);
    }
}
