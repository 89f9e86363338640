using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>How orders are filled.</summary>
/// <param name="Horizon">Bars within which the order is to be filled.</param>
/// <param name="ImpactBps">What an order at the pace of TWAP moves its own price, in basis points.</param>
/// <param name="VolumeCap">Most that a bar of average volume fills, in slices of TWAP.</param>
/// <param name="LimitRange">How far a limit may be from the last price, in deviations of a bar.</param>
/// <param name="RiskAversion">What a squared basis point of variance costs, in basis points.</param>
/// <param name="Scenario">Spread, slippage, commission and delay.</param>
internal sealed record ExecutionRules(
    int Horizon, double ImpactBps, double VolumeCap, double LimitRange, double RiskAversion, Scenario Scenario)
{
    /// <summary>The order is cut into so many lots a bar, so that equal slices are equal to the last bit.</summary>
    public const int SliceLots = 1000;

    /// <summary>The order, in lots.</summary>
    public int Lots => Horizon * SliceLots;

    /// <summary>Reads them.</summary>
    public static ExecutionRules Of(SettingValues settings, Scenario scenario) => new(
        settings.Integer(ExecutionSettings.Horizon.Name),
        settings.Number(ExecutionSettings.Impact.Name),
        settings.Number(ExecutionSettings.VolumeCap.Name),
        settings.Number(ExecutionSettings.LimitRange.Name),
        settings.Number(ExecutionSettings.RiskAversion.Name),
        scenario);
}
