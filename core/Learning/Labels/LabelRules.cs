using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Learning.Labels;

/// <summary>What observations are labelled by: the triple barrier of <see cref="LabelSettings"/>.</summary>
/// <param name="Target">Distance of the target, in average true ranges.</param>
/// <param name="Stop">Distance of the stop, in average true ranges.</param>
/// <param name="Horizon">Bars until the time barrier.</param>
/// <param name="AtrPeriod">Period of the average true range.</param>
/// <param name="ByClose">Whether closes touch barriers, not extremes.</param>
/// <param name="Sides">Which trades are labelled.</param>
/// <param name="TimeBySign">Whether a trade that ends by time is a success where it earned something.</param>
/// <param name="Meta">The strategy whose signals alone are labelled, by class 1 for those that succeed; null to label every bar.</param>
public sealed record LabelRules(
    double Target, double Stop, int Horizon, int AtrPeriod, bool ByClose, LabelSides Sides, bool TimeBySign, MetaRule? Meta = null)
{
    /// <summary>The rules that settings give.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="meta">The strategy whose signals are labelled, of both sides where the settings do not say; or null.</param>
    public static LabelRules Of(SettingValues settings, MetaRule? meta = null) => new(
        settings.Number(LabelSettings.Target.Name),
        settings.Number(LabelSettings.Stop.Name),
        settings.Integer(LabelSettings.Horizon.Name),
        settings.Integer(LabelSettings.AtrPeriod.Name),
        settings.Text(LabelSettings.Touch.Name) == "close",
        meta is not null && !settings.IsGiven(LabelSettings.Sides.Name) ? LabelSides.Both : settings.Text(LabelSettings.Sides.Name) switch
        {
            "long" => LabelSides.Long,
            "short" => LabelSides.Short,
            _ => LabelSides.Both,
        },
        settings.Text(LabelSettings.TimeBarrier.Name) == "sign",
        meta);

    /// <summary>
    /// How many classes there are: success or not; with both sides none, long and short, unless a strategy gives the side.
    /// </summary>
    public int Classes => Sides == LabelSides.Both && Meta is null ? 3 : 2;
}
