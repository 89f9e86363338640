namespace ServerlessTuner.Core.Backtesting.Exits;

/// <summary>Which signals open positions.</summary>
public enum TradeDirection
{
    /// <summary>All.</summary>
    Both,

    /// <summary>Long ones only.</summary>
    Long,

    /// <summary>Short ones only.</summary>
    Short,
}
