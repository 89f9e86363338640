namespace ServerlessTuner.Core.Backtesting.Exits;

/// <summary>What exit rules must have in common to be looked up together: who may enter, and how levels are ordered.</summary>
internal sealed record ExitShape(TradeDirection Direction, int HourMask, int AtrPeriod, bool StopInAtr, bool TargetInAtr, bool MovesStop)
{
    /// <summary>The shape of some rules.</summary>
    public static ExitShape Of(ExitRules rules) =>
        new(rules.Direction, rules.HourMask, rules.AtrPeriod, rules.StopAtr > 0, rules.TargetAtr > 0, rules.MovesStop);
}
