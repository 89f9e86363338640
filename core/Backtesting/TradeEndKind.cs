namespace ServerlessTuner.Core.Backtesting;

/// <summary>What ends a trade by itself.</summary>
public enum TradeEndKind
{
    /// <summary>Nothing that is known: it cannot be opened, or the data end before it does.</summary>
    None,

    /// <summary>Its stop.</summary>
    Stop,

    /// <summary>Its target.</summary>
    Target,

    /// <summary>Its time limit.</summary>
    Time,
}
