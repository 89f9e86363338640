namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>The first trades of eight rules.</summary>
internal unsafe struct ColumnStarts
{
    /// <summary>As <see cref="SumMarket.LeastCost"/>.</summary>
    public int LeastCost;

    /// <summary>How many trades each rule has.</summary>
    public fixed int Counts[ColumnState.Lanes];

    /// <summary>The side of each rule's first trade: 0 for long, -1 for short.</summary>
    public fixed int IsShort[ColumnState.Lanes];

    /// <summary>The open and its cost where each rule's first trade begins.</summary>
    public fixed long Opens[ColumnState.Lanes];
}
