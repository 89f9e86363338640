namespace ServerlessTuner.Core.Backtesting.Portfolio;

/// <summary>What the equity of a portfolio needs to know of a trade, in sixteen bytes: many are kept at a time.</summary>
internal readonly struct LoggedTrade
{
    // Bars of memory are far fewer than these have room for.
    private readonly uint entry;
    private readonly uint exit;

    /// <summary>Notes a trade.</summary>
    /// <param name="entryBar">The bar at whose open it begins.</param>
    /// <param name="exitBar">The bar in which it ends.</param>
    /// <param name="profit">Profit after costs, in points.</param>
    /// <param name="worst">The lowest profit while it was open at most, in points: it may have been less low.</param>
    /// <param name="side">0 for long, 1 for short.</param>
    /// <param name="moment">Where in its last bar it ends.</param>
    public LoggedTrade(int entryBar, int exitBar, int profit, int worst, int side, ExitMoment moment)
    {
        (entry, exit) = (((uint)entryBar << 1) | (uint)side, ((uint)exitBar << 2) | (uint)moment);
        (Profit, Worst) = (profit, worst);
    }

    /// <summary>The bar at whose open it begins.</summary>
    public int EntryBar => (int)(entry >> 1);

    /// <summary>The bar in which it ends.</summary>
    public int ExitBar => (int)(exit >> 2);

    /// <summary>Profit after costs, in points.</summary>
    public int Profit { get; }

    /// <summary>A bound of the lowest profit while it was open, in points: it was not lower.</summary>
    public int Worst { get; }

    /// <summary>0 for long, 1 for short.</summary>
    public int Side => (int)(entry & 1);

    /// <summary>Where in its last bar it ends.</summary>
    public ExitMoment Exit => (ExitMoment)(exit & 3);
}
