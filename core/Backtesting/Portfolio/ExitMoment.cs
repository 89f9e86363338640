namespace ServerlessTuner.Core.Backtesting.Portfolio;

/// <summary>Where in its bar a trade ends.</summary>
internal enum ExitMoment : byte
{
    /// <summary>At the open.</summary>
    Open,

    /// <summary>At a stop within the bar: worse prices of the bar come after it.</summary>
    Stop,

    /// <summary>At a target within the bar, or at its close: the worst price of the bar may come first.</summary>
    Late,
}
