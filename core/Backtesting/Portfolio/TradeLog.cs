namespace ServerlessTuner.Core.Backtesting.Portfolio;

/// <summary>The trades of one trial on one symbol in the order of time, kept where several symbols make one equity.</summary>
internal sealed class TradeLog
{
    private readonly List<int> steps = [];
    private LoggedTrade[] trades = [];
    private int count;

    /// <summary>How many trades it has.</summary>
    public int Count => count;

    /// <summary>Forgets all trades, but keeps their memory for others.</summary>
    public void Clear()
    {
        count = 0;
        steps.Clear();
    }

    /// <summary>Adds a trade.</summary>
    public void Add(LoggedTrade trade)
    {
        if (count == trades.Length)
            Grow(count + 1);
        trades[count++] = trade;
    }

    /// <summary>Adds so many trades, which are to be written.</summary>
    public Span<LoggedTrade> Add(int more)
    {
        if (count + more > trades.Length)
            Grow(count + more);
        count += more;
        return trades.AsSpan(count - more, more);
    }

    // Memory that need not be cleared costs half as much.
    private void Grow(int least)
    {
        LoggedTrade[] larger = GC.AllocateUninitializedArray<LoggedTrade>(Math.Max(1024, Math.Max(least, count * 2)));
        trades.AsSpan(0, count).CopyTo(larger);
        trades = larger;
    }

    /// <summary>Notes that a slice ends here.</summary>
    public void EndSlice() => steps.Add(count);

    /// <summary>Notes that so many slices have no trades.</summary>
    public void EndSlices(int slices)
    {
        for (int i = 0; i < slices; i++)
            EndSlice();
    }

    /// <summary>The trades of the slices from <paramref name="begin"/> to before <paramref name="end"/>.</summary>
    public ReadOnlyMemory<LoggedTrade> Slices(int begin, int end)
    {
        int first = begin == 0 ? 0 : steps[begin - 1];
        return trades.AsMemory(first, steps[end - 1] - first);
    }
}
