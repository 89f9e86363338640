namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// Consecutive signals of one rule, of one slice. Each is held until the next; the last one is carried over to the next
/// piece of time, or closed where the slice ends.
/// </summary>
internal unsafe struct SignalRun
{
    /// <summary>Signal bars, ascending; the first one may be carried over from an earlier piece.</summary>
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

/// <summary>What all trades of a market have in common.</summary>
internal readonly unsafe struct FoldMarket
{
    /// <summary>Bars from signal to fill.</summary>
    public required int Lag { get; init; }

    /// <summary>Open, in the lower half, and cost of a round trip entered there, by bar, in points.</summary>
    public required long* OpenAndCost { get; init; }

    /// <summary>Closes in points.</summary>
    public required int* Closes { get; init; }
}

/// <summary>Who may enter when.</summary>
internal readonly unsafe struct EntryFilter
{
    /// <summary>UTC hours by bar, or null for no filter.</summary>
    public byte[]? Hours { get; init; }

    /// <summary>The permitted hours as bits.</summary>
    public int HourMask { get; init; }

    /// <summary>The first bar at which the average true range of the signal bar is known.</summary>
    public int FirstEntry { get; init; }

    /// <summary>Permitted sides as bits: 1 long, 2 short.</summary>
    public int Sides { get; init; }

    /// <summary>Whether there is anything to check.</summary>
    public bool IsNeeded => Hours is not null || FirstEntry > 0 || Sides != 3;

    /// <summary>The filter of some rules.</summary>
    public static EntryFilter Of(ExitRules rules, PointSeries series, int lag) => new()
    {
        Hours = rules.HourMask == 0xFFFFFF ? null : series.Hours,
        HourMask = rules.HourMask,
        FirstEntry = rules.UsesAtr ? rules.AtrPeriod - 1 + lag : 0,
        Sides = rules.Direction switch { TradeDirection.Long => 1, TradeDirection.Short => 2, _ => 3 },
    };

    /// <summary>Whether a position may be opened.</summary>
    public bool Permits(int side, int entry) =>
        ((Sides >> side) & 1) != 0 && entry >= FirstEntry && (Hours is null || ((HourMask >> Hours[entry]) & 1) != 0);
}
