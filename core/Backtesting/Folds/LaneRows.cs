namespace ServerlessTuner.Core.Backtesting.Folds;

/// <summary>Where trades of one rule and <see cref="Folds.Suspects"/> are while a fold has them pinned.</summary>
internal readonly unsafe struct LaneRows(LaneTrade* trades, double* falls, int* bounds, int* suspects, int* meant)
{
    /// <summary>The trades.</summary>
    public LaneTrade* Trades { get; } = trades;

    /// <summary>As <see cref="Folds.Suspects.Falls"/>.</summary>
    public double* Falls { get; } = falls;

    /// <summary>As <see cref="Folds.Suspects.Bounds"/>.</summary>
    public int* Bounds { get; } = bounds;

    /// <summary>As <see cref="Folds.Suspects.Trades"/>.</summary>
    public int* Suspects { get; } = suspects;

    /// <summary>As <see cref="Folds.Suspects.Lanes"/>.</summary>
    public int* Meant { get; } = meant;
}
