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

    /// <summary>What no trade that ends by itself before is below, after costs.</summary>
    public int OwnWorst;

    /// <summary>The most that it costs where it ends by itself.</summary>
    public int OwnCost;

    /// <summary>The entry bar.</summary>
    public int Entry;

    /// <summary>0 long, 1 short.</summary>
    public int Side;

    /// <summary>Lanes as bits whose levels do not say how low it was: all of some rules, where it is carried over.</summary>
    public int Unknown;
}
