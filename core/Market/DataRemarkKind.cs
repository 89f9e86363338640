namespace ServerlessTuner.Core.Market;

/// <summary>What a <see cref="DataRemark"/> is about.</summary>
public enum DataRemarkKind
{
    /// <summary>Nobody gave the pip size, and the symbol is no pair of currencies.</summary>
    PipSizeAssumed,

    /// <summary>The bars have no spread, and a scenario would charge it.</summary>
    SpreadMissing,

    /// <summary>The spread is so large that its unit must be another.</summary>
    SpreadUnlikely,

    /// <summary>A usual bar is so small or so large in pips that the pip size must be another.</summary>
    PipSizeUnlikely,

    /// <summary>Prices have more digits than backtests keep.</summary>
    PricesRounded,

    /// <summary>A window of the study looks back on more bars than there are.</summary>
    WindowTooLong,

    /// <summary>A feature of a model has one value only, or none.</summary>
    FeatureTellsNothing,
}
