using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Labels;

/// <summary>The settings of labels. Each may be a parameter of a study, and so be searched.</summary>
public static class LabelSettings
{
    /// <summary>Distance of the target.</summary>
    public static readonly Setting Target = Setting.Number(
        "tp_atr_mult", 2, "Distance of the target from the entry, in average true ranges of the signal bar.", 0, 1000)
        with { Above = true, SuggestedLow = 1, SuggestedHigh = 4, Example = "2" };

    /// <summary>Distance of the stop.</summary>
    public static readonly Setting Stop = Setting.Number(
        "sl_atr_mult", 1, "Distance of the stop from the entry, in average true ranges of the signal bar.", 0, 1000)
        with { Above = true, SuggestedLow = 0.5, SuggestedHigh = 3, Example = "1" };

    /// <summary>The time barrier.</summary>
    public static readonly Setting Horizon = Setting.Integer(
        "horizon_bars", 24, "Bars after the entry at whose open a trade ends that touched neither barrier.", 1, 100_000)
        with { SuggestedLow = 6, SuggestedHigh = 96, Example = "24" };

    /// <summary>The period of the average true range.</summary>
    public static readonly Setting AtrPeriod = Setting.Integer(
        "atr_period", 14, "Period of the average true range, in bars.", 1, 100_000) with { Example = "14" };

    /// <summary>What touches a barrier.</summary>
    public static readonly Setting Touch = Setting.Choice(
        "touch", "high_low", "What touches a barrier: the extremes of a bar, as in backtests, or its close.", "high_low", "close");

    /// <summary>Which trades are labelled.</summary>
    public static readonly Setting Sides = Setting.Choice(
        "sides", "long", "Which trades the model learns: long, short, or both, as three classes with none.", "long", "short", "both");

    /// <summary>What the time barrier means.</summary>
    public static readonly Setting TimeBarrier = Setting.Choice(
        "time_barrier", "zero", "A trade that ends by time: zero counts as no success, sign as one where it earned "
            + "something.", "zero", "sign");

    /// <summary>How observations are weighted.</summary>
    public static readonly Setting Weights = Setting.Choice(
        "sample_weights",
        "none",
        "How much each observation counts: the same, by the uniqueness of its label, or by its return.",
        "none",
        "uniqueness",
        "return");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Target, Stop, Horizon, AtrPeriod, Touch, Sides, TimeBarrier, Weights];
}
