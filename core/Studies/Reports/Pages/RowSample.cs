namespace ServerlessTuner.Core.Studies.Reports.Pages;

/// <summary>
/// Which trials a page holds where it cannot hold all: the best, and of the others every so many by number. Says so, so that the page can.
/// </summary>
/// <param name="Total">How many trials there are.</param>
/// <param name="Best">How many of the best are held.</param>
/// <param name="Every">Of the others those whose number is a multiple of this; 1 for all.</param>
internal readonly record struct RowSample(long Total, long Best, long Every)
{
    /// <summary>How many rows are held at most; one more where numbers do not start at 0.</summary>
    public int Most => (int)Math.Min(Total, Every == 1 ? Total : Best + ((Total + Every - 1) / Every) + 1);

    /// <summary>A sample of at most so many cells.</summary>
    /// <param name="total">How many trials there are.</param>
    /// <param name="columns">How many cells each has.</param>
    /// <param name="cells">The most cells.</param>
    public static RowSample Of(long total, int columns, long cells)
    {
        long most = Math.Max(1, cells / Math.Max(1, columns));
        if (total <= most)
            return new RowSample(total, total, 1);
        long best = most / 4;
        long others = Math.Max(1, most - best);
        return new RowSample(total, best, (total + others - 1) / others);
    }

    /// <summary>Whether a trial is held.</summary>
    /// <param name="rank">How many are better.</param>
    /// <param name="trial">Its number.</param>
    public bool Holds(long rank, long trial) => rank < Best || trial % Every == 0;
}
