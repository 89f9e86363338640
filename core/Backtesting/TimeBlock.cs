namespace ServerlessTuner.Core.Backtesting;

/// <summary>
/// A block of time. All rules go through a block before the next one, so that its lines and exits stay in the second-level
/// cache, and no memory grows with the number of bars.
/// </summary>
/// <param name="FirstWord">The first bar, divided by 64: bars are taken 64 at a time, one bit each.</param>
/// <param name="Words">How many times 64 bars there are, at most <see cref="MaxWords"/>.</param>
/// <param name="DataBars">How many bars the data has.</param>
internal readonly record struct TimeBlock(int FirstWord, int Words, int DataBars)
{
    /// <summary>The most words of a block.</summary>
    public const int MaxWords = 32;

    /// <summary>The most bars of a block.</summary>
    public const int MaxBars = MaxWords * 64;

    /// <summary>The first bar.</summary>
    public int First => FirstWord * 64;

    /// <summary>The first bar after the block.</summary>
    public int End => (FirstWord + Words) * 64;

    /// <summary>TimeBlock <paramref name="index"/> of some data.</summary>
    public static TimeBlock At(int index, int dataBars)
    {
        int words = (dataBars + 63) / 64;
        return new TimeBlock(index * MaxWords, Math.Min(MaxWords, words - (index * MaxWords)), dataBars);
    }

    /// <summary>
    /// The bits of word <paramref name="word"/> of the block at which a line that starts at bar <paramref name="first"/> exists.
    /// </summary>
    public ulong Existing(int word, int first)
    {
        int start = first - ((FirstWord + word) * 64);
        int end = DataBars - ((FirstWord + word) * 64);
        ulong mask = start <= 0 ? ulong.MaxValue : start >= 64 ? 0 : ulong.MaxValue << start;
        return end >= 64 ? mask : mask & ((1ul << end) - 1);
    }
}
