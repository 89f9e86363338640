using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Core.Learning.Features;

/// <summary>The features that a model sees where a study names none.</summary>
/// <remarks>
/// Each is without unit: multiplying all prices by a number changes none of them, so that years and symbols compare. Distances are in
/// average true ranges. Hour and weekday are plain numbers, since trees cut them where they like; a cycle as sine and cosine would only
/// take two cuts for one.
/// </remarks>
public static class DefaultFeatures
{
    private const string VolumePrefix = "volume_";
    private const string SpreadPrefix = "spread_";

    /// <summary>All features; those of volume and spread are named so.</summary>
    public static IReadOnlyList<FeatureDefinition> All { get; } =
    [
        new("return_1", "log(close / close[1])"),
        new("return_3", "log(close / close[3])"),
        new("return_6", "log(close / close[6])"),
        new("return_12", "log(close / close[12])"),
        new("return_24", "log(close / close[24])"),
        new("return_72", "log(close / close[72])"),
        new("body", "(close - open) / atr(14)"),
        new("upper_shadow", "(high - max(open, close)) / atr(14)"),
        new("lower_shadow", "(min(open, close) - low) / atr(14)"),
        new("above_ema_20", "(close - ema(close, 20)) / atr(14)"),
        new("above_ema_50", "(close - ema(close, 50)) / atr(14)"),
        new("above_ema_200", "(close - ema(close, 200)) / atr(14)"),
        new("ema_slope_50", "change(ema(close, 50), 5) / atr(14)"),
        new("rsi_6", "rsi(close, 6)"),
        new("rsi_14", "rsi(close, 14)"),
        new("macd", "macd(close, 12, 26) / atr(14)"),
        new("macd_histogram", "(macd(close, 12, 26) - macd_signal(close, 12, 26, 9)) / atr(14)"),
        new("adx_14", "adx(14)"),
        new("di_balance_14", "plus_di(14) - minus_di(14)"),
        new("range_position_20", "stoch_k(20)"),
        new("range_position_100", "stoch_k(100)"),
        new("zscore_20", "zscore(close, 20)"),
        new("true_range", "tr / atr(14)"),
        new("atr_ratio", "atr(14) / atr(100)"),
        new("atr_share", "atr(14) / close"),
        new("bollinger_width", "(bollinger_upper(close, 20, 2) - bollinger_lower(close, 20, 2)) / atr(14)"),
        new("bollinger_width_rank", "percentile_rank(stdev(close, 20), 100)"),
        new("volatility_24", "sqrt(sma(log(close / close[1]) ^ 2, 24))"),
        new("volatility_ratio", "sqrt(sma(log(close / close[1]) ^ 2, 24) / sma(log(close / close[1]) ^ 2, 120))"),
        new("volume_ratio_24", "volume / sma(volume, 24)"),
        new("volume_trend", "sma(volume, 6) / sma(volume, 48)"),
        new("volume_flow_14", "mfi(14)"),
        new("spread_share", "spread / atr(14)"),
        new("spread_ratio", "spread / sma(spread, 24)"),
        new("hour", "hour + minute / 60"),
        new("weekday", "weekday"),
    ];

    /// <summary>The features for some bars: those of volume and spread only where any bar has one.</summary>
    public static IReadOnlyList<FeatureDefinition> For(Bars bars)
    {
        bool hasVolume = bars.Volume.Any(volume => volume > 0), hasSpread = bars.Spread.Any(spread => spread > 0);
        return [.. All.Where(feature => (hasVolume || !feature.Name.StartsWith(VolumePrefix, StringComparison.Ordinal))
            && (hasSpread || !feature.Name.StartsWith(SpreadPrefix, StringComparison.Ordinal)))];
    }
}
