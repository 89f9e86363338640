using ServerlessTuner.Core.Backtesting.Exits;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>What was looked up for the trades of eight signal rules in one block of time, as rows of eight.</summary>
internal sealed class ColumnTrades
{
    private const int Rows = TimeBlock.MaxBars + 8;

    /// <summary>Exits, as in <see cref="SingleExitTable.Exits"/>.</summary>
    public long[] Exits { get; } = new long[Rows * ColumnState.Lanes];

    /// <summary>Open and cost where the position turns next, or the close and the cost of the last bar.</summary>
    public long[] Ends { get; } = new long[Rows * ColumnState.Lanes];

    /// <summary>Bars until the position turns next.</summary>
    public int[] Needs { get; } = new int[Rows * ColumnState.Lanes];

    /// <summary>How low each trade may have been, as in <see cref="SingleExitTable.Worsts"/>.</summary>
    public int[] Worsts { get; } = new int[Rows * ColumnState.Lanes];
}
