namespace ServerlessTuner.Core.Learning.Trees.Growing;

/// <summary>
/// Which bins go left: those with (bin + offset) mod 256 up to the limit. The offset turns the bin of missing values, which is the last, to
/// the front where they go left. Splits by categories have a table instead.
/// </summary>
/// <param name="Offset">Added to a bin.</param>
/// <param name="Limit">The greatest that goes left.</param>
/// <param name="Table">Per bin whether it goes left; null for numbers.</param>
internal readonly record struct SplitRule(byte Offset, byte Limit, bool[]? Table)
{
    /// <summary>The rule of a split.</summary>
    /// <param name="split">The split.</param>
    /// <param name="missing">The bin of missing values of its feature; 256 where there is no room for one.</param>
    public static SplitRule Of(Split split, int missing)
    {
        if (split.LeftBins is not null)
            return new SplitRule(0, 0, split.LeftBins);
        int offset = split.DefaultLeft ? BinnedTable.MaxBins - missing : 0;
        return new SplitRule((byte)offset, (byte)(split.Bin + offset), null);
    }

    /// <summary>Whether a bin goes left.</summary>
    public bool GoesLeft(byte bin) => Table is null ? (byte)(bin + Offset) <= Limit : Table[bin];
}
