namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>
/// Trades that may have been low enough to matter, noted by a sum and looked at after it. By row of trades and lane; numbers of lanes
/// follow each other, as many as a sum has.
/// </summary>
internal sealed class Suspects
{
    private const int Rows = TimeBlock.MaxBars + 8;

    /// <summary>How far the closed profit was below its highest when the trade began.</summary>
    public double[] Falls { get; } = GC.AllocateUninitializedArray<double>(Rows * ColumnState.Lanes);

    /// <summary>Which row of trades.</summary>
    public int[] Trades { get; } = GC.AllocateUninitializedArray<int>(Rows);

    /// <summary>Which lanes, as bits.</summary>
    public int[] Lanes { get; } = GC.AllocateUninitializedArray<int>(Rows);
}
