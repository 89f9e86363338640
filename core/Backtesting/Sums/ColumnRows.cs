namespace ServerlessTuner.Core.Backtesting.Sums;

/// <summary>Where <see cref="ColumnTrades"/> and <see cref="Suspects"/> are while a sum has them pinned.</summary>
internal readonly unsafe struct ColumnRows(
    long* exits, long* ends, int* needs, int* worsts, double* falls, int* suspects, int* meant)
{
    /// <summary>As <see cref="ColumnTrades.Exits"/>.</summary>
    public long* Exits { get; } = exits;

    /// <summary>As <see cref="ColumnTrades.Ends"/>.</summary>
    public long* Ends { get; } = ends;

    /// <summary>As <see cref="ColumnTrades.Needs"/>.</summary>
    public int* Needs { get; } = needs;

    /// <summary>As <see cref="ColumnTrades.Worsts"/>.</summary>
    public int* Worsts { get; } = worsts;

    /// <summary>As <see cref="Sums.Suspects.Falls"/>.</summary>
    public double* Falls { get; } = falls;

    /// <summary>As <see cref="Sums.Suspects.Trades"/>.</summary>
    public int* Suspects { get; } = suspects;

    /// <summary>As <see cref="Sums.Suspects.Lanes"/>.</summary>
    public int* Meant { get; } = meant;
}
