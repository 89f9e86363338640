namespace ServerlessTuner.Core.Backtesting.Exits;

/// <summary>The exits and entry filters of a trial; see <see cref="ExitSettings"/> for the meaning of each. 0 is off.</summary>
public sealed record ExitRules
{
    /// <summary>Stop distance in pips.</summary>
    public double StopPips { get; init; }

    /// <summary>Target distance in pips.</summary>
    public double TargetPips { get; init; }

    /// <summary>Stop distance in average true ranges of the signal bar.</summary>
    public double StopAtr { get; init; }

    /// <summary>Target distance in average true ranges of the signal bar.</summary>
    public double TargetAtr { get; init; }

    /// <summary>Period of the average true range; 0 where no rule uses it.</summary>
    public int AtrPeriod { get; init; }

    /// <summary>Close at the open this many bars after the entry.</summary>
    public int MaxBars { get; init; }

    /// <summary>Whether an opposite signal closes a position.</summary>
    public bool ExitOnOpposite { get; init; } = true;

    /// <summary>Trailing distance in pips.</summary>
    public double TrailingPips { get; init; }

    /// <summary>Trailing distance in average true ranges of the signal bar.</summary>
    public double TrailingAtr { get; init; }

    /// <summary>Profit in pips from which on the stop stands at the entry.</summary>
    public double BreakEvenPips { get; init; }

    /// <summary>First UTC hour for entries, 0 to 23.</summary>
    public int HoursFrom { get; init; }

    /// <summary>First UTC hour without entries, 0 to 23; equal to <see cref="HoursFrom"/> for no filter.</summary>
    public int HoursTo { get; init; }

    /// <summary>Which signals open positions.</summary>
    public TradeDirection Direction { get; init; }

    /// <summary>Whether a level depends on the average true range.</summary>
    public bool UsesAtr => StopAtr > 0 || TargetAtr > 0 || TrailingAtr > 0;

    /// <summary>Whether the stop moves during the trade.</summary>
    internal bool MovesStop => TrailingPips > 0 || TrailingAtr > 0 || BreakEvenPips > 0;

    /// <summary>The hours in which positions may be opened, as bits 0 to 23.</summary>
    internal int HourMask
    {
        get
        {
            int mask = 0;
            int hour = HoursFrom;
            do
            {
                mask |= 1 << hour;
                hour = (hour + 1) % 24;
            }
            while (hour != HoursTo);
            return HoursFrom == HoursTo ? 0xFFFFFF : mask;
        }
    }
}
