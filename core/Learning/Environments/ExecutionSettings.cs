using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>The settings of the execution environment.</summary>
internal static class ExecutionSettings
{
    public static readonly Setting Horizon = Setting.Integer("horizon_bars", 30, "Bars within which the order is to be filled.", 2, 10_000);

    public static readonly Setting Side = Setting.Choice(
        "side", "both", "What is executed: buy, sell, or both in turn.", "both", "buy", "sell");

    public static readonly Setting Impact = Setting.Number(
        "impact_bps", 0, "What an order at the pace of TWAP moves its own price, in basis points; linear in its size.", 0, 10_000);

    public static readonly Setting VolumeCap = Setting.Number(
        "volume_cap", 4, "Most that a bar of average volume fills, in slices of TWAP; other bars in proportion, where volume is known.", 1);

    public static readonly Setting LimitRange = Setting.Number(
        "limit_range", 1, "How far from the last price a limit may be, in deviations of a bar; 0 for market orders only.", 0, 100);

    public static readonly Setting RiskAversion = Setting.Number(
        "risk_aversion", 0, "What a squared basis point of the variance of what is left costs, in basis points.", 0);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [Horizon, Side, Impact, VolumeCap, LimitRange, RiskAversion, .. MarketSettings.All];

    /// <summary>Those that are the same for all trials: episodes, what is seen, and what is judged.</summary>
    public static IReadOnlyList<string> Shared { get; } =
        [
        Horizon.Name, Side.Name, Impact.Name, VolumeCap.Name, LimitRange.Name, RiskAversion.Name,
        .. MarketSettings.All.Select(static one => one.Name),
    ];
}
