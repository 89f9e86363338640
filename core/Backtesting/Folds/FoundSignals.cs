namespace ServerlessTuner.Core.Backtesting.Folds;

/// <summary>The signals of one rule in one piece of time.</summary>
internal unsafe struct FoundSignals
{
    /// <summary>The bars, ascending, after a free place.</summary>
    public int* List;

    /// <summary>How many.</summary>
    public int Count;

    /// <summary>The side of the first one: 0 long, 1 short.</summary>
    public int FirstSide;
}
