using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>Settings of all environments made of market data.</summary>
internal static class MarketSettings
{
    /// <summary>The share that policies are judged by.</summary>
    public static readonly Setting Validation = Setting.Number(
        "validation_share", 0.2, "Share of all times, before the holdout, that policies are judged by and do not learn from.", 0, 0.9)
        with { Above = true };

    /// <summary>The share at the end.</summary>
    public static readonly Setting Holdout = Setting.Number(
        "holdout", 0.2, "Share of all times, at the end, that no policy is chosen by.", 0, 0.9);

    /// <summary>All of them; the same for all trials.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Validation, Holdout];
}
