using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Environments;

/// <summary>How positions are opened, closed and rewarded; see <see cref="TradingSettings"/>.</summary>
internal sealed record TradingRules(
    int EpisodeBars,
    double LossMultiplier,
    double Inaction,
    int Holding,
    double Stop,
    double LeastTarget,
    double MostTarget,
    double LeastSize,
    Scenario Scenario)
{
    /// <summary>Reads them.</summary>
    /// <exception cref="Model.Problems.InvalidInputException">The targets are the wrong way round.</exception>
    public static TradingRules Of(SettingValues settings, Scenario scenario)
    {
        double least = settings.Number(TradingSettings.LeastTarget.Name), most = settings.Number(TradingSettings.MostTarget.Name);
        if (most < least)
            throw settings.Reject(TradingSettings.MostTarget.Name, $"at least min_target_atr, which is {least}", "Raise it.");
        return new TradingRules(
            settings.Integer(TradingSettings.EpisodeBars.Name),
            settings.Number(TradingSettings.LossMultiplier.Name),
            settings.Number(TradingSettings.Inaction.Name),
            settings.Integer(TradingSettings.Holding.Name),
            settings.Number(TradingSettings.Stop.Name),
            least,
            most,
            settings.Number(TradingSettings.LeastSize.Name),
            scenario);
    }
}
