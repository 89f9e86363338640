using ServerlessTuner.Core.Backtesting.Exits;

namespace ServerlessTuner.Core.Backtesting.Folds;

/// <summary>What was looked up for the trades of eight signal rules in one piece of time, as rows of eight.</summary>
internal sealed class ColumnTrades
{
    private const int Rows = Piece.MaxBars + 8;

    /// <summary>Exits, as in <see cref="SingleExitTable.Exits"/>.</summary>
    public long[] Exits { get; } = new long[Rows * ColumnState.Lanes];

    /// <summary>The price where the position turns next: an open, or the last close.</summary>
    public int[] Ends { get; } = new int[Rows * ColumnState.Lanes];

    /// <summary>The worst price of the bars that count whole, in ticks as in <see cref="PieceLows.Table"/>.</summary>
    public int[] Lows { get; } = new int[Rows * ColumnState.Lanes];

    /// <summary>What each trade costs.</summary>
    public int[] Costs { get; } = new int[Rows * ColumnState.Lanes];

    /// <summary>Bars until the position turns next.</summary>
    public int[] Needs { get; } = new int[Rows * ColumnState.Lanes];
}
