namespace ServerlessTuner.Core.Backtesting.Folds;

/// <summary>What all trades of a market have in common.</summary>
internal readonly unsafe struct FoldMarket
{
    /// <summary>Bars from signal to fill.</summary>
    public required int Lag { get; init; }

    /// <summary>Open, in the lower half, and cost of a round trip entered there, by bar, in points.</summary>
    public required long* OpenAndCost { get; init; }

    /// <summary>Closes in points.</summary>
    public required int* Closes { get; init; }
}
