using ServerlessTuner.Core.Backtesting.Exits;

namespace ServerlessTuner.Core.Backtesting.Folds;

/// <summary>
/// Trades that may have been low enough to matter, noted by a fold and looked at after it. By row of trades and lane; numbers of lanes
/// follow each other, as many as a fold has.
/// </summary>
internal sealed class Suspects
{
    private const int Rows = Piece.MaxBars + 8;

    /// <summary>How far the closed profit was below its highest when the trade began.</summary>
    public double[] Falls { get; } = GC.AllocateUninitializedArray<double>(Rows * ExitGroup.MaxLanes);

    /// <summary>How far below it the trade may have been at most.</summary>
    public double[] Bounds { get; } = GC.AllocateUninitializedArray<double>(Rows * ColumnState.Lanes);

    /// <summary>Which row of trades.</summary>
    public int[] Trades { get; } = GC.AllocateUninitializedArray<int>(Rows);

    /// <summary>Which lanes, as bits.</summary>
    public int[] Lanes { get; } = GC.AllocateUninitializedArray<int>(Rows);

    /// <summary>Which of these lanes not, or not only, because of the drawdown.</summary>
    public int[] Lowest { get; } = GC.AllocateUninitializedArray<int>(Rows);
}
