using ServerlessTuner.Core.Backtesting.Exits;

namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>A trade of one signal rule, the same under all exit rules but for its exit.</summary>
internal unsafe struct LaneTrade
{
    /// <summary>Its own exits, as in <see cref="LaneExitTable"/>.</summary>
    public int* Row;

    /// <summary>The code that own exits must be below: four times the bars until the position turns.</summary>
    public int Limit;

    /// <summary>The profit in points where the position turns, after costs.</summary>
    public int Profit;

    /// <summary>The lowest profit in points until there, after the same costs; at most <see cref="Profit"/>.</summary>
    public int Worst;

    /// <summary>The entry bar.</summary>
    public int Entry;

    /// <summary>0 long, 1 short.</summary>
    public int Side;
}
