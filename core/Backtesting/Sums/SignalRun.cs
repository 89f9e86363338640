namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>
/// Consecutive signals of one rule, of one slice. Each is held until the next; the last one is carried over to the next
/// block of time, or closed where the slice ends.
/// </summary>
internal unsafe struct SignalRun
{
    /// <summary>Signal bars, ascending; the first one may be carried over from an earlier block.</summary>
    public int* Signals;

    /// <summary>How many signals there are.</summary>
    public int Count;

    /// <summary>The side of the first one: 0 long, 1 short. The others alternate.</summary>
    public int FirstSide;

    /// <summary>Whether the first signal is carried over.</summary>
    public bool IsCarried;

    /// <summary>Whether the slice ends here.</summary>
    public bool Closes;

    /// <summary>The first bar after the slice.</summary>
    public int SliceEnd;

    /// <summary>How many of the signals are known to be followed by another one, or by the end of the slice.</summary>
    public readonly int Ended => Closes ? Count : Math.Max(Count - 1, 0);
}
