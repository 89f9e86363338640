namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>Where trades of one rule and <see cref="Sums.Suspects"/> are while a sum has them pinned.</summary>
internal readonly unsafe struct LaneRows(LaneTrade* trades, double* falls, int* bounds, int* suspects, int* meant)
{
    /// <summary>The trades.</summary>
    public LaneTrade* Trades { get; } = trades;

    /// <summary>As <see cref="Sums.Suspects.Falls"/>.</summary>
    public double* Falls { get; } = falls;

    /// <summary>As <see cref="Sums.Suspects.Bounds"/>.</summary>
    public int* Bounds { get; } = bounds;

    /// <summary>As <see cref="Sums.Suspects.Trades"/>.</summary>
    public int* Suspects { get; } = suspects;

    /// <summary>As <see cref="Sums.Suspects.Lanes"/>.</summary>
    public int* Meant { get; } = meant;
}
