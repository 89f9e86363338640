using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>The settings of the trading environment.</summary>
internal static class TradingSettings
{
    public static readonly Setting EpisodeBars = Setting.Integer(
        "episode_bars", 250, "Bars of an episode of training, at a random place; rewards are given for so many bars.", 10, 1_000_000);

    public static readonly Setting LossMultiplier = Setting.Number(
        "loss_penalty_multiplier", 1, "How much a trade that loses counts in the reward.", 0) with { SuggestedLow = 1, SuggestedHigh = 3 };

    public static readonly Setting Inaction = Setting.Number(
        "inaction_penalty", 0, "What a bar without any position costs in the reward, in basis points.", 0)
        with { SuggestedLow = 0, SuggestedHigh = 1 };

    public static readonly Setting Holding = Setting.Integer(
        "max_holding_period", 50, "Bars after which a position is closed.", 1, 1_000_000) with { SuggestedLow = 10, SuggestedHigh = 200 };

    public static readonly Setting Stop = Setting.Number(
        "stop_atr_mult", 3, "Distance of the stop from the entry, in average true ranges of 14 bars; 0 for none.", 0);

    public static readonly Setting LeastTarget = Setting.Number(
        "min_target_atr", 0.5, "Nearest target that the policy may choose, in average true ranges.", 0) with { Above = true };

    public static readonly Setting MostTarget = Setting.Number(
        "max_target_atr", 5, "Farthest target that the policy may choose, in average true ranges.", 0) with { Above = true };

    public static readonly Setting LeastSize = Setting.Number(
        "min_size", 0.2, "Sizes below, of 1, are no wish to trade.", 0, 1) with { Above = true };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [EpisodeBars, LossMultiplier, Inaction, Holding, Stop, LeastTarget, MostTarget, LeastSize, .. MarketSettings.All];
}
