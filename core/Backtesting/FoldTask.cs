namespace ServerlessTuner.Core.Backtesting;

/// <summary>A stretch of time in which trades are entered, within a slice at whose end they are closed.</summary>
/// <param name="End">The first bar after the stretch.</param>
/// <param name="Slice">The slice.</param>
/// <param name="SliceEnd">The first bar after the slice.</param>
internal readonly record struct Segment(int End, int Slice, int SliceEnd);

/// <summary>The signals of one rule, and how far they have been traded.</summary>
internal unsafe struct SignalCursor
{
    /// <summary>Signal bars, ascending.</summary>
    public int* Signals;

    /// <summary>The side of signal 0: 0 long, 1 short. The others alternate.</summary>
    public int FirstSide;

    /// <summary>The next signal to be traded.</summary>
    public int Next;

    /// <summary>The first signal that fills after the slice.</summary>
    public int SliceEnd;

    /// <summary>How many signals there are.</summary>
    public int Count;
}

/// <summary>What all trades of a market have in common.</summary>
internal readonly unsafe struct FoldMarket
{
    /// <summary>Bars from signal to fill.</summary>
    public required int Lag { get; init; }

    /// <summary>How many bars there are: exits of the short side follow those of the long side.</summary>
    public required int Bars { get; init; }

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
