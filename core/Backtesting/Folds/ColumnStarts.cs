namespace ServerlessTuner.Core.Backtesting.Folds;

/// <summary>The first trades of eight rules.</summary>
internal unsafe struct ColumnStarts
{
    /// <summary>How many trades each rule has.</summary>
    public fixed int Counts[ColumnState.Lanes];

    /// <summary>The side of each rule's first trade: 0 for long, -1 for short.</summary>
    public fixed int IsShort[ColumnState.Lanes];

    /// <summary>How many points a tick has in which worst prices are counted, and from which price on.</summary>
    public int TickPoints, Middle;

    /// <summary>The price at which each rule's first trade opens.</summary>
    public fixed int Opens[ColumnState.Lanes];
}
