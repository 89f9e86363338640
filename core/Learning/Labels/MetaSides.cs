using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Backtesting.Strategies;
using ServerlessTuner.Core.Market;
using ServerlessTuner.Core.Model.Problems;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Learning.Labels;

/// <summary>The sides that the strategy of meta-labels gives.</summary>
internal static class MetaSides
{
    /// <summary>
    /// By symbol and bar: 1 where the strategy turns long at its close, −1 where it turns short, 0 elsewhere; null without one.
    /// </summary>
    /// <param name="symbols">The bars.</param>
    /// <param name="rules">The labels; sides that they leave out are 0.</param>
    /// <exception cref="InvalidInputException">The strategy's values do not go together.</exception>
    public static sbyte[][]? Of(IReadOnlyList<Bars> symbols, LabelRules rules)
    {
        if (rules.Meta is not { } meta)
            return null;
        var trading = new SignalTrading(symbols);
        IStrategy strategy = Find(meta.Strategy);
        var sides = new sbyte[symbols.Count][];
        for (int symbol = 0; symbol < sides.Length; symbol++)
        {
            sides[symbol] = trading.TurnsOf(symbol, strategy, meta.Settings);
            for (int bar = 0; bar < sides[symbol].Length; bar++)
            {
                if ((rules.Sides == LabelSides.Long && sides[symbol][bar] < 0)
                    || (rules.Sides == LabelSides.Short && sides[symbol][bar] > 0))
                    sides[symbol][bar] = 0;
            }
        }

        return sides;
    }

    /// <summary>
    /// The rule of a trial: its own values of the strategy's settings, then those that are the same for all, then defaults.
    /// </summary>
    /// <param name="meta">The strategy and the settings that are the same for all trials; null for none.</param>
    /// <param name="trial">The trial's values.</param>
    /// <param name="taken">Settings of the model, which a name means first.</param>
    /// <exception cref="InvalidInputException">A value is not allowed.</exception>
    public static MetaRule? RuleOf(ComponentSpec? meta, ParameterSet trial, IReadOnlyList<Setting> taken)
    {
        if (meta is null)
            return null;
        IReadOnlyList<Setting> settings = Find(meta.Name).Settings;
        var values = new ParameterValue[settings.Count];
        for (int i = 0; i < values.Length; i++)
        {
            Setting setting = settings[i];
            bool own = taken.All(other => other.Name != setting.Name);
            values[i] = own && trial.TryGet(setting.Name, out ParameterValue searched) ? searched
                : meta.Settings.TryGet(setting.Name, out ParameterValue given) ? given : setting.Default;
        }

        var all = new ParameterSet([.. settings.Select(setting => setting.Name)], values);
        _ = new SettingValues("labels.meta", $"strategy {meta.Name}", settings, all);
        return new MetaRule(meta.Name, all);
    }

    private static IStrategy Find(string name) => StrategyRegistry.Find(name) ?? throw new InvalidInputException(
        Place.Field("labels.meta"),
        $"There is no strategy '{name}'.",
        $"Known are {string.Join(", ", StrategyRegistry.All.Select(known => known.Name))}.");
}
