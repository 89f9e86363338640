namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>A trial that is added up by itself.</summary>
internal struct SoloTrial
{
    /// <summary>What it has added up.</summary>
    public TradeStatistics Statistics;

    /// <summary>The bar of the last exit, up to which signals find the position still open; where signals do not close.</summary>
    public int BusyUntil;
}
