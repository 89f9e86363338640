using ServerlessTuner.Core.Backtesting.Exits;

namespace ServerlessTuner.Core.Backtesting.Sums;

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
