namespace ServerlessTuner.Core.Backtesting;

/// <summary>The signals of one rule within one slice, and what is needed to turn them into trades.</summary>
internal readonly unsafe struct FoldTask
{
    /// <summary>Signal bars, ascending.</summary>
    public required int* Signals { get; init; }

    /// <summary>How many signals there are.</summary>
    public required int Count { get; init; }

    /// <summary>The side of the first signal: 0 long, 1 short. The others alternate.</summary>
    public required int FirstSide { get; init; }

    /// <summary>Bars from signal to fill.</summary>
    public required int Lag { get; init; }

    /// <summary>The first bar after the slice.</summary>
    public required int End { get; init; }

    /// <summary>Opens in points.</summary>
    public required int* Opens { get; init; }

    /// <summary>The last close of the slice in points.</summary>
    public required int LastClose { get; init; }

    /// <summary>Costs in points by entry bar.</summary>
    public required int* Costs { get; init; }

    /// <summary>How many bars there are: rows of the short side follow those of the long side.</summary>
    public required int Bars { get; init; }
}

/// <summary>Who may enter when.</summary>
internal readonly unsafe struct EntryFilter
{
    /// <summary>UTC hours by bar, or null for no filter.</summary>
    public byte* Hours { get; init; }

    /// <summary>The permitted hours as bits.</summary>
    public int HourMask { get; init; }

    /// <summary>The first bar at which the average true range of the signal bar is known.</summary>
    public int FirstEntry { get; init; }

    /// <summary>Permitted sides as bits: 1 long, 2 short.</summary>
    public int Sides { get; init; }

    /// <summary>Whether a position may be opened.</summary>
    public bool Permits(int side, int entry) =>
        ((Sides >> side) & 1) != 0 && entry >= FirstEntry && (Hours is null || ((HourMask >> Hours[entry]) & 1) != 0);
}
