using ServerlessTuner.Core.Backtesting;
using ServerlessTuner.Core.Backtesting.Exits;
using ServerlessTuner.Core.Market;

namespace ServerlessTuner.Core.Learning.Labels;

/// <summary>
/// Labels bars by the triple barrier: what a trade opened after a bar touches first, its target, its stop, or the end of time.
/// </summary>
/// <remarks>
/// <para>López de Prado, Advances in Financial Machine Learning (2018), chapter 3. A trade enters at the next open, as in backtests, with
/// barriers at multiples of the average true range of the signal bar, and ends by their rules: a level is touched at equality, in a bar
/// that touches both the stop comes first, and after the horizon it ends at the open.</para>
/// <para>With one side, class 1 is a trade that reaches its target. With both, class 1 is a long trade that does, class 2 a short one, and
/// where both do, the one that does so first, the long one in a tie. Bars whose label the data do not reach have none.</para>
/// </remarks>
public static class BarrierLabels
{
    /// <summary>The labelled bars, symbol by symbol in the order of time.</summary>
    /// <param name="symbols">The bars.</param>
    /// <param name="rules">The barriers.</param>
    public static IReadOnlyList<Observation> Of(IReadOnlyList<Bars> symbols, LabelRules rules)
    {
        var trading = new SignalTrading(symbols);
        ExitRules exits = ExitsOf(rules);
        var observations = new List<Observation>();
        if (MetaSides.Of(symbols, rules) is { } sides)
            return OfSignals(trading, rules, exits, sides);
        for (int symbol = 0; symbol < symbols.Count; symbol++)
        {
            TradeEnd[]? longs = rules.Sides == LabelSides.Short ? null : trading.EndsOf(symbol, isLong: true, exits, rules.ByClose);
            TradeEnd[]? shorts = rules.Sides == LabelSides.Long ? null : trading.EndsOf(symbol, isLong: false, exits, rules.ByClose);
            for (int bar = 0; bar < symbols[symbol].Count; bar++)
            {
                TradeEnd one = (longs ?? shorts)![bar];
                if (one.Kind == TradeEndKind.None)
                    continue;
                if (rules.Sides != LabelSides.Both)
                    observations.Add(new(symbol, bar, one.Bar, IsSuccess(one, rules) ? (byte)1 : (byte)0, one.Pips));
                else if (shorts![bar] is { Kind: not TradeEndKind.None } other)
                    observations.Add(Of(symbol, bar, one, other, rules));
            }
        }

        return observations;
    }

    // A signal is labelled by the trade on its own side.
    private static List<Observation> OfSignals(SignalTrading trading, LabelRules rules, ExitRules exits, sbyte[][] sides)
    {
        var observations = new List<Observation>();
        for (int symbol = 0; symbol < sides.Length; symbol++)
        {
            TradeEnd[] longs = trading.EndsOf(symbol, isLong: true, exits, rules.ByClose);
            TradeEnd[] shorts = trading.EndsOf(symbol, isLong: false, exits, rules.ByClose);
            for (int bar = 0; bar < sides[symbol].Length; bar++)
            {
                TradeEnd end = sides[symbol][bar] > 0 ? longs[bar] : shorts[bar];
                if (sides[symbol][bar] != 0 && end.Kind != TradeEndKind.None)
                    observations.Add(new(symbol, bar, end.Bar, IsSuccess(end, rules) ? (byte)1 : (byte)0, end.Pips));
            }
        }

        return observations;
    }

    /// <summary>The exits by which signals of a model so labelled are traded.</summary>
    public static ExitRules ExitsOf(LabelRules rules) => new()
    {
        TargetAtr = rules.Target, StopAtr = rules.Stop, AtrPeriod = rules.AtrPeriod, MaxBars = rules.Horizon,
    };

    private static Observation Of(int symbol, int bar, TradeEnd buy, TradeEnd sell, LabelRules rules)
    {
        bool bought = IsSuccess(buy, rules), sold = IsSuccess(sell, rules);
        int end = Math.Max(buy.Bar, sell.Bar);
        if (bought && (!sold || buy.Bar <= sell.Bar))
            return new Observation(symbol, bar, end, 1, buy.Pips);
        return sold ? new Observation(symbol, bar, end, 2, sell.Pips) : new Observation(symbol, bar, end, 0, 0);
    }

    private static bool IsSuccess(TradeEnd end, LabelRules rules) =>
        end.Kind == TradeEndKind.Target || (end.Kind == TradeEndKind.Time && rules.TimeBySign && end.Pips > 0);
}
