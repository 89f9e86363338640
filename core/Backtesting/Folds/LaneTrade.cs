using ServerlessTuner.Core.Backtesting.Exits;

namespace ServerlessTuner.Core.Backtesting.Folds;

/// <summary>A trade of one signal rule, the same under all exit rules but for its exit.</summary>
internal unsafe struct LaneTrade
{
    /// <summary>Codes and profits of its own exits, as in <see cref="LaneExitTable"/>.</summary>
    public int* Row;

    /// <summary>The code that own exits must be below: four times the bars until the position turns.</summary>
    public int Limit;

    /// <summary>The profit in points where the position turns, after costs.</summary>
    public int Profit;

    /// <summary>The lowest profit until then, after costs.</summary>
    public int Worst;
}
